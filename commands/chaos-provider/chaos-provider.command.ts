import { InvalidArgumentError, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { CommandContext } from '../context.ts';
import type { ChaosProviderOptions } from './chaos-provider.run.ts';

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  readonly list?: boolean;
}

const DEFAULT_PORT = 4_100;

/** `llmgw chaos-provider`. */
export const chaosProviderCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .option('--list', 'show the faults and end')
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <number>', 'port, 0 for any free one', parsePort, DEFAULT_PORT)
      .option('--speed <factor>', 'divide every wait by this', parseSpeed, 1);
    addExamples(command, [
      { command: 'llmgw chaos-provider --list', what: 'every fault, by the model that has it' },
      { command: 'llmgw chaos-provider', what: 'a provider that misbehaves, on 127.0.0.1:4100' },
      {
        command: 'llmgw chaos-provider --port 0 --speed 20',
        what: 'any free port, a minute in three seconds',
      },
    ]);
  },

  async run(command, context) {
    const { runChaosProvider } = await import('./chaos-provider.run.ts');
    return runChaosProvider(readOptions(command), context);
  },
};

function readOptions(command: Command): ChaosProviderOptions {
  const { host, port, speed, list } = command.opts<Flags>();
  return { host, port, speed, list: list ?? false };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (text !== '' && speed > 0 && speed <= 1_000) return speed;
  throw new InvalidArgumentError('It must be a number above 0, at most 1000.');
}
