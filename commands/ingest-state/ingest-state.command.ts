import { InvalidArgumentError, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { parseDuration } from '../../src/core/duration.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { CommandContext } from '../context.ts';
import type { IngestOptions } from './ingest-options.ts';

interface Flags {
  readonly list?: boolean;
  readonly printCrontab?: boolean;
  readonly printSystemd?: boolean;
  readonly collectors?: readonly string[];
  readonly skip?: readonly string[];
  readonly host?: string;
  readonly timeout: number;
  readonly file?: readonly string[];
  readonly repo?: readonly string[];
  readonly gateway?: string;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
  readonly dryRun?: boolean;
  readonly output?: string;
  readonly ping?: string;
  readonly jitter?: number;
  readonly skipIfRunning?: boolean;
  readonly tolerate: number;
  readonly maxChange?: number;
  readonly prune?: boolean;
  readonly keep: number;
  readonly summary?: boolean;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_KEEP_MS = 30 * 86_400_000;

/** `llmgw ingest-state`. */
export const ingestStateCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    addWhat(command);
    addHow(command);
    addExamples(command, [
      {
        command: 'llmgw ingest-state --dry-run --summary',
        what: 'look at this host, and say what would be stored',
      },
      {
        command: 'llmgw ingest-state --print-crontab',
        what: 'the line that records the state every five minutes',
      },
      {
        command: 'llmgw ingest-state --collectors host,sockets --output state.md',
        what: 'a part of it, also as a document to read',
      },
    ]);
  },

  async run(command, context) {
    const { runIngestState } = await import('./ingest-state.run.ts');
    return runIngestState(readOptions(command), context);
  },
};

function addWhat(command: Command): void {
  command
    .option('--list', 'say which collectors there are, and do nothing')
    .option('--collectors <names>', 'only these, parted by commas', parseNames)
    .option('--skip <names>', 'all but these', parseNames)
    .option('--file <path>', 'a text file to keep, besides the configuration (repeatable)', collect)
    .option('--repo <folder>', 'a git repository to look at (repeatable)', collect)
    .option('--gateway <url>', 'a running gateway whose deployments are asked for; key: LLMGW_KEY')
    .option('--host <name>', 'how this host is called in the store')
    .option('--database-url-env <name>', 'variable with the URL of the database')
    .option('--database-url-file <file>', 'file with the URL of the database');
}

function addHow(command: Command): void {
  command
    .option('--timeout <time>', 'for each collector', parseTime, DEFAULT_TIMEOUT_MS)
    .option('-n, --dry-run', 'look, and store nothing')
    .option('-o, --output <path>', 'write what was seen as JSON, as Markdown to *.md, - for stdout')
    .option('--summary', 'one line about the run; without it a run that is well says nothing')
    .option('--ping <url>', 'tell a dead-man switch: URL/start, URL, URL/fail')
    .option('--jitter <time>', 'wait at random up to so long before', parseTime)
    .option('--skip-if-running', 'end with 0 instead of 7 when another run is under way')
    .option('--tolerate <runs>', 'so many failed runs in a row are no failure', parseCount, 0)
    .option('--max-change <percent>', 'refuse when more than so much of it is gone', parsePercent)
    .option('--prune', 'remove history that is older than --keep')
    .option('--keep <time>', 'how long history is kept by --prune', parseTime, DEFAULT_KEEP_MS)
    .option('--print-crontab', 'print a line for crontab, and do nothing')
    .option('--print-systemd', 'print a service and a timer for systemd, and do nothing');
}

function readOptions(command: Command): IngestOptions {
  const flags = command.opts<Flags>();
  return { print: printOf(flags), ...readWhat(flags), ...readHow(flags) };
}

type What = 'only' | 'skip' | 'host' | 'database' | 'gateway' | 'files' | 'repos';

function readWhat(flags: Flags): Pick<IngestOptions, What> {
  const { collectors, skip = [], host, gateway, file = [], repo = [] } = flags;
  return {
    ...{ skip, files: file, repos: repo },
    only: collectors ?? null,
    host: host ?? null,
    gateway: gateway === undefined ? null : parseUrl('--gateway', gateway),
    database: {
      urlEnv: flags.databaseUrlEnv ?? null,
      urlFile: flags.databaseUrlFile ?? null,
      schema: null,
    },
  };
}

function readHow(flags: Flags): Omit<IngestOptions, What | 'print'> {
  const { dryRun = false, skipIfRunning = false, summary = false, tolerate, timeout } = flags;
  return {
    ...{ dryRun, skipIfRunning, summary, tolerate },
    timeoutMs: timeout,
    output: flags.output ?? null,
    ping: flags.ping === undefined ? null : parseUrl('--ping', flags.ping),
    jitterMs: flags.jitter ?? 0,
    maxGone: flags.maxChange ?? null,
    keepMs: flags.prune === true ? flags.keep : null,
  };
}

function printOf({ list, printCrontab, printSystemd }: Flags): IngestOptions['print'] {
  if (list === true) return 'list';
  if (printCrontab === true) return 'crontab';
  return printSystemd === true ? 'systemd' : null;
}

/** The address may hold a secret: it is not repeated. */
function parseUrl(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === '') {
    return url;
  }
  throw new LlmgwError('E_USAGE', `${flag} is not an http:// or https:// address`, {
    where: flag,
    hint: 'give an address without user and password, such as http://127.0.0.1:4000',
  });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function parseNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a time such as 30s, 5m, 12h, 30d.');
}

function parseCount(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number of runs.');
}

function parsePercent(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (text !== '' && percent >= 0 && percent <= 100) return percent / 100;
  throw new InvalidArgumentError('It must be a share such as 50%.');
}
