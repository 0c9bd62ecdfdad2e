import { InvalidArgumentError, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { FAILURE_CLASSES, isFailureClass } from '../../src/gateway/assumed-failure.ts';
import type { FailureClass } from '../../src/resilience/failure-class.ts';
import type { CommandContext } from '../context.ts';
import type { ExplainOptions } from './explain-options.ts';

interface Flags {
  readonly request?: string;
  readonly url?: string;
  readonly assume: FailureClass;
  readonly timeout: number;
  readonly skipBrokenDeployments?: boolean;
  readonly allowUnsetEnv?: boolean;
}

const DEFAULT_TIMEOUT_S = 10;

/** `llmgw explain-route`. */
export const explainRouteCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .argument('[model]', 'as a client would name it; else the one of --request')
      .option('--request <file>', 'the body of a request as JSON, - for stdin')
      .option('--url <url>', 'ask a running gateway; its master key is taken from LLMGW_KEY')
      .option(
        '--assume <class>',
        'how every attempt fails: a class such as overloaded, rate_limit, timeout',
        parseClass,
        'overloaded',
      )
      .option(
        '--timeout <seconds>',
        'for the answer of the gateway',
        parseSeconds,
        DEFAULT_TIMEOUT_S,
      )
      .option('--skip-broken-deployments', 'leave out deployments that cannot be used')
      .option('--allow-unset-env', 'treat an unset os.environ/NAME as empty, as LiteLLM does');
    addExamples(command, [
      {
        command: 'llmgw explain-route gpt-4o',
        what: 'where ./config.yaml sends a request, and where next when it fails there',
      },
      {
        command: 'llmgw explain-route --request body.json --assume rate_limit',
        what: 'the same for this very request, if everybody answers 429',
      },
      {
        command: 'llmgw explain-route gpt-4o --url http://127.0.0.1:4000',
        what: 'as the running gateway stands now, with its breakers',
      },
    ]);
  },

  async run(command, context) {
    const { runExplainRoute } = await import('./explain-route.run.ts');
    return runExplainRoute(readOptions(command), context);
  },
};

function readOptions(command: Command): ExplainOptions {
  const flags = command.opts<Flags>();
  const [model = null] = command.args;
  const { request = null } = flags;
  if (model === null && request === null) {
    throw new LlmgwError('E_USAGE', 'which model?', {
      hint: 'name it, or give a request that does: see `llmgw explain-route --help`',
    });
  }
  return {
    model,
    request,
    url: flags.url === undefined ? null : parseUrl(flags.url),
    assume: flags.assume,
    timeoutMs: flags.timeout * 1_000,
    skipBroken: flags.skipBrokenDeployments ?? false,
    allowUnsetEnv: flags.allowUnsetEnv ?? false,
  };
}

/** Commander would repeat what it does not like, and there may be a key in it. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LlmgwError('E_USAGE', '--url is not an http:// or https:// address', {
      hint: 'give the address of a gateway, such as http://127.0.0.1:4000',
    });
  }
  if (url.username === '' && url.password === '') return url;
  throw new LlmgwError('E_USAGE', '--url holds credentials', {
    hint: 'leave them out, and put the master key into LLMGW_KEY',
  });
}

function parseClass(word: string): FailureClass {
  if (isFailureClass(word)) return word;
  const meant = suggest(word, FAILURE_CLASSES);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  throw new InvalidArgumentError(`It must be one of ${[...FAILURE_CLASSES].join(', ')}.${hint}`);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text !== '' && seconds > 0 && seconds <= 600) return seconds;
  throw new InvalidArgumentError('It must be a number of seconds, at most 600.');
}
