import { Command, CommanderError } from 'commander';
import { LlmgwError } from '../core/errors.ts';
import type { CommandDefinition, CommandEntry } from './command.ts';
import { addGlobalOptions } from './global-options.ts';
import { styleHelp } from './help.ts';
import type { Io } from './io.ts';

/** Called with the one command that was asked for, after its command line was parsed. */
export type Invoke<Context> = (
  definition: CommandDefinition<Context>,
  command: Command,
) => Promise<void>;

/** The root command: every entry is listed, only the one that is invoked gets loaded. */
export function createProgram<Context>(
  io: Io,
  registry: readonly CommandEntry<Context>[],
  invoke: Invoke<Context>,
): Command {
  const program = styleHelp(addGlobalOptions(new Command('llmgw')), io)
    .description('Serve a LiteLLM config.yaml, and operate it.')
    .usage('<command> [options]')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'Show the help of a command')
    .exitOverride();
  for (const { name, summary } of registry) program.command(name).description(summary);
  return program.hook('preSubcommand', async (_program, subcommand) => {
    const definition = await registry.find(({ name }) => name === subcommand.name())?.load();
    if (definition === undefined) return;
    definition.configure(subcommand);
    subcommand.action(() => invoke(definition, subcommand));
  });
}

/** Parses and runs. Help is not an error; everything commander dislikes becomes `E_USAGE`. */
export async function parseProgram(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (!thrown.code.startsWith('commander.help')) throw usageError(thrown, program);
  }
}

const SUGGESTION = /\n\(Did you mean (.+)\?\)$/s;

function usageError(thrown: CommanderError, program: Command): LlmgwError {
  const guess = SUGGESTION.exec(thrown.message)?.[1];
  const message = thrown.message.replace(SUGGESTION, '').replace(/^error: /, '');
  const invoked = program.commands.find((command) => command.name() === program.args[0]);
  const help = `${[program.name(), invoked?.name()].filter(Boolean).join(' ')} --help`;
  return new LlmgwError('E_USAGE', message, {
    hint: guess === undefined ? `see \`${help}\`` : `did you mean ${guess}? See \`${help}\``,
    cause: thrown,
  });
}
