import { InvalidArgumentError, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { CommandContext } from '../context.ts';
import type { RestoreOptions } from './restore.run.ts';

interface Flags {
  readonly from?: string;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_MIN = 30;

/** `llmgw restore`. */
export const restoreCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .option('--from <dir>', 'the folder of the backup, with its manifest.json')
      .option('--database-url-env <name>', 'variable with the URL of the database')
      .option('--database-url-file <file>', 'file with the URL of the database')
      .option('--timeout <minutes>', 'for the whole restore', parseMinutes, DEFAULT_TIMEOUT_MIN);
    addExamples(command, [
      {
        command: 'llmgw restore --from .llmgw/backups/nuke-20261123T033138-1f2e3d',
        what: 'put back what nuke-db took, into tables that are empty',
      },
    ]);
  },

  async run(command, context) {
    const { runRestore } = await import('./restore.run.ts');
    return runRestore(readOptions(command), context);
  },
};

function readOptions(command: Command): RestoreOptions {
  const { from, databaseUrlEnv, databaseUrlFile, timeout } = command.opts<Flags>();
  if (from === undefined) {
    throw new LlmgwError('E_USAGE', 'which backup?', {
      where: '--from',
      hint: 'name its folder: nuke-db prints the whole command',
    });
  }
  return {
    from,
    database: { urlEnv: databaseUrlEnv ?? null, urlFile: databaseUrlFile ?? null, schema: null },
    timeoutMs: timeout * 60_000,
  };
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (text !== '' && minutes > 0 && minutes <= 1_440) return minutes;
  throw new InvalidArgumentError('It must be a number of minutes, at most 1440.');
}
