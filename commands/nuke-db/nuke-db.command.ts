import type { Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { CommandContext } from '../context.ts';
import { readOptions, type Flags } from './read-options.ts';

/** `llmgw nuke-db`. */
export const nukeDbCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command.argument('[action]', 'plan (default), run, mark or protect');
    addScopeFlags(command);
    addGuardFlags(command);
    addBackupFlags(command);
    addBoundFlags(command);
    addExamples(command, [
      {
        command: 'llmgw nuke-db plan --scope spend',
        what: 'what would go, what stays, what speaks against it; nothing is written',
      },
      {
        command: 'llmgw nuke-db run --scope spend --confirm NK-7Q2F-9XKD',
        what: 'back it up, then empty the tables, all or nothing',
      },
      {
        command: 'llmgw nuke-db mark --environment ci',
        what: 'say in the database itself that it may be thrown away',
      },
    ]);
  },

  async run(command, context) {
    const options = readOptions(command.opts<Flags>(), command.args);
    const { runNukeDb } = await import('./nuke-db.run.ts');
    return runNukeDb(options, context);
  },
};

function addScopeFlags(command: Command): void {
  command
    .option('--scope <scope>', 'data, spend, keys, models or all', 'data')
    .option('--tables <names>', 'exact names, parted by commas, instead of a scope')
    .option('--method <method>', 'truncate, or delete: readers go on', 'truncate')
    .option('--with-migrations', 'with --scope all: drop _prisma_migrations too')
    .option('--database-url-env <name>', 'variable with the URL of the database')
    .option('--database-url-file <file>', 'file with the URL of the database');
}

function addGuardFlags(command: Command): void {
  command
    .option('--production <database>', 'the name of the database, if it looks like production')
    .option('--allow-connected', 'go on although others are connected')
    .option('--terminate-others', 'end the sessions of others, one by one')
    .option('--confirm <token>', 'the token that plan printed')
    .option('--yes', 'ask nothing; enough only where the database is marked dev, test or ci')
    .option('--environment <name>', 'with mark: what the database is for; none: nothing');
}

function addBackupFlags(command: Command): void {
  command
    .option('--backup <dir>', 'where the copy goes (default .llmgw/backups/nuke-RUN)')
    .option('--no-backup', 'make no copy; needs --discard-rows')
    .option('--discard-rows <count>', 'how many rows may be lost for good')
    .option('--backup-format <format>', 'auto, pg_dump or rows', 'auto')
    .option('--exact-backup', 'keep writers out from the copy to the wipe: no row is lost');
}

function addBoundFlags(command: Command): void {
  command
    .option('--lock-timeout <time>', 'for one try to lock the tables', '3s')
    .option('--statement-timeout <time>', 'for one statement', '60s')
    .option('--count-timeout <time>', 'for counting exactly; then the statistics are asked', '30s')
    .option('--backup-timeout <time>', 'for the whole copy', '30m')
    .option('--watch <time>', 'how long to look whether somebody writes', '2s')
    .option('--log-format <format>', 'text, or json: each step a line on stderr', 'text')
    .option('--no-audit', 'leave no row in llmgw.audit')
    .option('--dry-run', 'the same as plan')
    .option('--exit-code', 'with plan: 2 when there is something to do');
}
