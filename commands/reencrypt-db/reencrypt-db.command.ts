import type { Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { CommandContext } from '../context.ts';
import { readOptions, type Flags } from './read-options.ts';

/** `llmgw reencrypt-db`. */
export const reencryptDbCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .argument('[action]', 'plan, run (default), verify or status')
      // Commander repeats what it does not know, and there may be a key in it: we look ourselves.
      .allowUnknownOption()
      .allowExcessArguments();
    addKeyFlags(command);
    addDatabaseFlags(command);
    addWorkFlags(command);
    addSafetyFlags(command);
    addExamples(command, [
      {
        command: 'llmgw reencrypt-db plan',
        what: 'what a rotation from LITELLM_SALT_KEY would do; nothing is written',
      },
      {
        command: 'llmgw reencrypt-db --new-key-file new.key',
        what: 'rewrite every stored secret under the key of the file, all or nothing',
      },
      {
        command: 'llmgw reencrypt-db verify --new-key-file new.key --json',
        what: 'is everything on the new key? 2 when something is not',
      },
    ]);
  },

  async run(command, context) {
    const options = readOptions(command.opts<Flags>(), command.args, longFlags(command));
    const { runReencryptDb } = await import('./reencrypt-db.run.ts');
    return runReencryptDb(options, context);
  },
};

function addKeyFlags(command: Command): void {
  command
    .option('--old-key-env <name>', 'variable with an old key (repeatable)', collect)
    .option('--old-key-file <file>', 'file with an old key (repeatable)', collect)
    .option('--old-key-fd <number>', 'open descriptor with an old key (repeatable)', collect)
    .option('--old-key-exec <command>', 'program that prints an old key (repeatable)', collect)
    .option('--new-key-env <name>', 'variable with the new key (default LLMGW_NEW_SALT_KEY)')
    .option('--new-key-file <file>', 'file with the new key')
    .option('--new-key-fd <number>', 'open descriptor with the new key')
    .option('--new-key-exec <command>', 'program that prints the new key')
    .option('--keys-stdin', 'two lines on stdin: old key, new key');
}

function addDatabaseFlags(command: Command): void {
  command
    .option('--database-url-env <name>', 'variable with the URL of the database')
    .option('--database-url-file <file>', 'file with the URL of the database')
    .option('--schema <name>', "where LiteLLM's tables are (default: the URL's, else public)")
    .option('--connect-timeout <time>', 'for one connection', '10s')
    .option('--lock-timeout <time>', 'for one lock', '3s')
    .option('--statement-timeout <time>', 'for one statement', '60s')
    .option('--max-duration <time>', 'for the whole run', '30m');
}

function addWorkFlags(command: Command): void {
  command
    .option('--mode <mode>', 'atomic: all or nothing; online: page by page', 'atomic')
    .option('--format <format>', 'keep, nacl, v2, v3 or llmgw1', 'keep')
    .option('--batch <rows>', 'rows of a page', '1000')
    .option('--max-retries <count>', 'how often a row that changed is read again', '5')
    .option('--only <place>', 'keep to TABLE or TABLE.COLUMN (repeatable)', collect)
    .option('--include-history', 'rewrite the copies in the audit log too')
    .option('--catalogue-extra <file>', 'JSON file with further columns that hold ciphertext')
    .option('--skip-undecryptable', 'leave what no key opens as it is, and list it')
    .option('--encrypt-plaintext', 'encrypt what LiteLLM would have encrypted')
    .option('--unwrap-double', 'open values that were encrypted twice')
    .option('--no-scan', 'do not search other columns for ciphertext')
    .option('--settle <time>', 'after the commit: wait for late writers, and sweep', '0s');
}

function addSafetyFlags(command: Command): void {
  command
    .option('--backup <dir>', 'where old values are kept (default .llmgw/backups/reencrypt-RUN)')
    .option('--no-backup', 'keep no old values')
    .option('--dry-run', 'the same as plan')
    .option('--exit-code', 'with plan: 2 when there is something to do')
    .option('--report <file>', 'write the JSON report there, also after a failure')
    .option('--confirm <token>', 'the token that plan printed')
    .option('--yes', 'ask nothing')
    .option('--allow-live-litellm', 'go on although LiteLLM proxies are connected')
    .option('--i-accept-mixed-state', 'online without knowing that every reader has both keys');
}

function longFlags(command: Command): string[] {
  return command.options.map(({ long }) => long ?? '').filter((long) => long !== '');
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
