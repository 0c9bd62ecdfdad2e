import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { LocalContext, type FilesContext } from '../local-context.ts';
import type { Flags } from './read-options.ts';

/** `llmgw check-security`. */
export const checkSecurityCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command.argument('[path...]', 'files and folders (default: this folder)');
    addSourceFlags(command);
    addRuleFlags(command);
    addFixFlags(command);
    addReportFlags(command);
    command.addHelpText(
      'after',
      '\nExit codes, whatever the format: 0 nothing, 1 the worst finding is critical, 2 a warning;\n' +
        '64 and above: the check itself failed.',
    );
    addExamples(command, [
      {
        command: 'llmgw check-security',
        what: 'every file of this folder that git knows or could come to know',
      },
      {
        command: 'llmgw check-security --staged',
        what: 'what the next commit would add; for a pre-commit hook',
      },
      {
        command: 'llmgw check-security --fix --dry-run',
        what: 'what could be mended without changing what works, as a diff',
      },
      {
        command: 'llmgw check-security --format sarif --output llmgw.sarif --format text',
        what: 'two reports of one run: a file for code scanning, text on stdout',
      },
    ]);
  },

  run: check,

  async runAlone(command, host) {
    const context = new LocalContext(host);
    try {
      return await check(command, context);
    } finally {
      await context.close();
    }
  },
};

async function check(command: Command, context: FilesContext): Promise<ExitCode> {
  const { readOptions } = await import('./read-options.ts');
  const options = readOptions(command.opts<Flags>(), command.args, context.options);
  const { runCheckSecurity } = await import('./check-security.run.ts');
  return runCheckSecurity(options, context);
}

function addSourceFlags(command: Command): void {
  command
    .option('--staged', 'what the index of git holds and HEAD does not')
    .option('--since <ref>', 'what this commit did not have')
    .option('--history', 'every version of every file, for the secrets in them')
    .option('--stdin', 'one file from stdin')
    .option('--stdin-filename <name>', 'what that file is called')
    .option('--max-file-size <size>', 'larger files are left out (default 1MiB)', parseSize)
    .option('--strict-collection', 'fail when a file cannot be read')
    .option('--list-files', 'print what would be read, and end');
}

function addRuleFlags(command: Command): void {
  const severities = ['critical', 'warning', 'info'];
  command
    .addOption(choice('--persona <who>', 'regular', ['regular', 'pedantic', 'auditor']))
    .addOption(choice('--min-severity <level>', 'info', severities))
    .addOption(choice('--min-confidence <level>', 'low', ['high', 'medium', 'low']))
    .option('--rule <rule>', 'only this rule, by code or name (repeatable)', collect)
    .option('--skip-rule <rule>', 'without this rule (repeatable)', collect)
    .option('--severity <rule=level>', 'change how bad a rule is (repeatable)', collect)
    .option('--baseline <file>', 'count only what is not in this file')
    .option('--update-baseline', 'write what is found into the baseline')
    .option('--audit-baseline', 'decide about the entries of the baseline, one by one')
    .option('--no-ignores', 'count what is suppressed in comments and in .llmgw.yaml')
    .option('--list-rules', 'print the rules and the dates of their data, and end');
}

function addFixFlags(command: Command): void {
  command
    .option('--fix [what]', 'mend what can be: safe (default) or all')
    .option('-n, --dry-run', 'with --fix: show the difference, change nothing')
    .option('--verify', 'ask providers whether the keys work; uses the network')
    .option('--verify-endpoint <provider=url>', 'ask there instead (repeatable)', collect)
    .option('--verify-timeout <seconds>', 'for one answer', parseSeconds, 10)
    .option('--jobs <count>', 'how many keys are verified at a time', parseJobs, 4);
}

function addReportFlags(command: Command): void {
  command
    .option(
      '--format <format>',
      'text, json, sarif, junit, github, gitlab or markdown (repeatable)',
      collect,
    )
    .option('-o, --output <file>', 'where that format goes, - for stdout (repeatable)', collect)
    .addOption(choice('--fail-on <level>', 'warning', ['critical', 'warning', 'never']))
    .option('--no-exit-codes', 'exit with 0 whatever is found');
}

const MEANINGS: Readonly<Record<string, string>> = {
  '--persona <who>': 'how much to hear of',
  '--min-severity <level>': 'leave out what is less bad',
  '--min-confidence <level>': 'leave out what is less sure',
  '--fail-on <level>': 'from which severity on the exit code says so',
};

function choice(flag: string, usual: string, words: readonly string[]): Option {
  return new Option(flag, MEANINGS[flag] ?? '').choices(words).default(usual);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3 };

function parseSize(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (bytes > 0 && bytes <= 2 * 1_024 ** 3) return Math.floor(bytes);
  throw new InvalidArgumentError('It must be a size such as 512KiB or 8MiB, up to 2GiB.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text !== '' && seconds > 0 && seconds <= 120) return seconds;
  throw new InvalidArgumentError('It must be a number of seconds, at most 120.');
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 64) return jobs;
  throw new InvalidArgumentError('It must be a whole number from 1 to 64.');
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
