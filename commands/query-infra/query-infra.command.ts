import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { parseDuration } from '../../src/core/duration.ts';
import type { CommandContext } from '../context.ts';
import { readQueryOptions, type QueryFlags } from './read-options.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'md', 'yaml'] as const;
const DEFAULT_LIMIT = 20;
const MOST_ROWS = 10_000;
const DEFAULT_TIMEOUT_MS = 5_000;
/** Three times the interval that `ingest-state --print-crontab` suggests. */
const DEFAULT_STALE_MS = 900_000;

/** `llmgw query-infra`. */
export const queryInfraCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    addWhat(command);
    addHow(command);
    addExamples(command, [
      { command: 'llmgw query-infra "what listens on port 4000"', what: 'ask in plain words' },
      {
        command: "llmgw query-infra ports --where 'process~node' --format csv",
        what: 'a named query, filtered, for a spreadsheet',
      },
      {
        command: 'llmgw query-infra --since 24h',
        what: 'what has changed since yesterday',
      },
      {
        command: `llmgw query-infra --sql "select kind, count(*) from infra_facts group by 1"`,
        what: 'read-only SQL over the facts',
      },
      {
        command: "llmgw query-infra ports --where port=4000 --assert 'count>0'",
        what: 'for CI: exit code 1 when it is not so',
      },
    ]);
  },

  async run(command, context) {
    const { runQueryInfra } = await import('./query-infra.run.ts');
    const [words = null] = command.args;
    const options = readQueryOptions(words, command.opts<QueryFlags>(), context);
    return runQueryInfra(options, context);
  },
};

function addWhat(command: Command): void {
  command
    .argument('[words]', 'plain words, or the name of a query (see --list)')
    .option('--list', 'the named queries, the kinds and their fields')
    .option('--kind <kinds>', 'only these kinds, parted by commas', parseNames)
    .option('--host <name>', 'only this host')
    .option('--where <condition>', 'port=4000, command~vllm, cpus>=8 (repeatable)', collect)
    .option('--at <time>', 'as it was then: 2026-01-19T03:00Z, or 2h ago as 2h')
    .option('--diff <from..to>', 'what differs between two times, such as 24h..1h')
    .option('--since <time>', 'what has changed since then')
    .option('--sql <select>', 'read-only SQL over llmgw.infra_*')
    .option('--param <value>', 'what $1, $2… of the SQL stand for (repeatable)', collect)
    .option('--ask <question>', 'let a model answer, from facts that it must cite')
    .option('--model <name>', 'the model for --ask')
    .option('--url <url>', 'the gateway for --ask; key: LLMGW_KEY');
}

function addHow(command: Command): void {
  command
    .addOption(new Option('--format <format>', 'how it is printed').choices([...FORMATS]))
    .option('--columns <names>', 'columns and fields to print', parseNames)
    .option('--limit <rows>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .option('--timeout <time>', 'for the query', parseTime, DEFAULT_TIMEOUT_MS)
    .option('--stale-after <time>', 'older facts exit with 2', parseTime, DEFAULT_STALE_MS)
    .option('--fail-empty', 'exit with 1 when nothing was found')
    .option('--assert <expression>', "exit with 1 unless it is so: count>0, 'all health=healthy'")
    .option('--database-url-env <name>', 'variable with the URL of the database')
    .option('--database-url-file <file>', 'file with the URL of the database');
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

function parseLimit(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows > 0 && rows <= MOST_ROWS) return rows;
  throw new InvalidArgumentError(`It must be a number of rows, at most ${MOST_ROWS}.`);
}

function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a time such as 30s, 5m, 12h, 30d.');
}
