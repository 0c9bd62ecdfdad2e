import { InvalidArgumentError, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { Io } from '../../src/cli/io.ts';
import type { CommandContext } from '../context.ts';
import type { ServeOptions } from './serve-options.ts';

interface Flags {
  readonly host?: string;
  readonly port?: number;
  readonly dev?: boolean;
  readonly skipBrokenDeployments?: boolean;
  readonly allowUnsetEnv?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly drainTimeout?: number;
  readonly watch: boolean;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 4_000;

/** `llmgw serve`. */
export const serveCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .option('--host <address>', `address to listen on (env: HOST; default ${DEFAULT_HOST})`)
      .option('--port <number>', 'port, 0 for any free one (env: PORT; default 4000)', parsePort)
      .option('--dev', 'run without a master key; only on a loopback address')
      .option(
        '--skip-broken-deployments',
        'serve the rest when a deployment cannot be used, instead of refusing the file',
      )
      .option('--allow-unset-env', 'treat an unset os.environ/NAME as empty, as LiteLLM does')
      .option('--tls-cert <file>', 'certificate chain in PEM (env: SSL_CERTFILE_PATH)')
      .option('--tls-key <file>', 'private key in PEM (env: SSL_KEYFILE_PATH)')
      .option(
        '--drain-timeout <seconds>',
        'how long open answers may take after SIGTERM',
        parseSeconds,
      )
      .option('--no-watch', 'do not reload when the configuration file changes');
    addExamples(command, [
      { command: 'llmgw serve', what: 'serve ./config.yaml on 127.0.0.1:4000' },
      {
        command: 'llmgw serve -c litellm.yaml --port 0',
        what: 'any free port; the address is printed',
      },
      {
        command: 'llmgw serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
        what: 'HTTPS for the whole network',
      },
    ]);
  },

  async run(command, context) {
    const { runServe } = await import('./serve.run.ts');
    return runServe(readOptions(command, context), context);
  },
};

function readOptions(command: Command, { io }: CommandContext): ServeOptions {
  const given = command.opts<Flags>();
  const flags: Flags = { ...readEnvironment(io.env, given), ...given };
  return {
    host: flags.host ?? DEFAULT_HOST,
    port: flags.port ?? DEFAULT_PORT,
    dev: flags.dev ?? false,
    skipBroken: flags.skipBrokenDeployments ?? false,
    allowUnsetEnv: flags.allowUnsetEnv ?? false,
    tlsCert: flags.tlsCert ?? null,
    tlsKey: flags.tlsKey ?? null,
    drainTimeoutMs: flags.drainTimeout === undefined ? null : flags.drainTimeout * 1_000,
    watch: flags.watch,
  };
}

/** What the environment says, below the flags; an empty variable says nothing. */
function readEnvironment(env: Io['env'], given: Flags): Partial<Flags> {
  const { HOST, PORT, SSL_CERTFILE_PATH, SSL_KEYFILE_PATH } = env;
  return {
    ...(HOST ? { host: HOST } : {}),
    ...(PORT && given.port === undefined ? { port: parsePort(PORT) } : {}),
    ...(SSL_CERTFILE_PATH ? { tlsCert: SSL_CERTFILE_PATH } : {}),
    ...(SSL_KEYFILE_PATH ? { tlsKey: SSL_KEYFILE_PATH } : {}),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text !== '' && Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new InvalidArgumentError('It must be a number of seconds.');
}
