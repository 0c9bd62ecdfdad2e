import { LlmgwError } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Database } from '../../src/db/database.ts';
import { readChanges } from '../../src/db/queries/infra-diff-facts.ts';
import { readFreshness } from '../../src/db/queries/infra-read-current.ts';
import { runGuardedSql } from '../../src/db/queries/infra-run-sql.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import { answerQuestion } from '../../src/infra/query/answer-question.ts';
import type { ModelAnswer } from '../../src/infra/query/ask-model.ts';
import { factRows, type Rows } from '../../src/infra/query/fact-rows.ts';
import {
  describeFreshness,
  freshnessOf,
  type FreshnessView,
} from '../../src/infra/query/freshness.ts';
import { guardSql } from '../../src/infra/query/sql-guard.ts';
import type { CommandContext } from '../context.ts';
import { explainStoreFault } from '../explain-store-fault.ts';
import { findDatabase, openFoundDatabase } from '../find-database.ts';
import { changeRows, chooseColumns, sqlRows } from './answer-rows.ts';
import { askGateway } from './ask-gateway.ts';
import { explainEmpty } from './explain-empty.ts';
import { listQueries } from './list-queries.ts';
import type { Ask, QueryOptions } from './query-options.ts';
import { meantQuery } from './read-options.ts';
import { renderRows } from './render-rows.ts';

/** Answers from what `ingest-state` has stored. */
export async function runQueryInfra(
  options: QueryOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const found = findDatabase(context, options.database);
  const database = await openFoundDatabase(context, found, {
    maxConnections: 3,
    statementTimeoutMs: options.timeoutMs,
  });
  try {
    if (options.ask.kind === 'list') return await listQueries(database, options, context);
    const result = await lookUp(options.ask, options, { database, context });
    return tell(result, options, context);
  } catch (thrown) {
    throw explain(thrown, options, database.where);
  }
}

/** What was found. */
interface Found {
  readonly rows: Rows;
  readonly truncated: boolean;
  readonly freshness: FreshnessView;
  /** What to say of the answer besides it, on stderr. */
  readonly remarks: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;
  /** What a model made of the facts; null: none was asked, or none answered. */
  readonly said: ModelAnswer | null;
}

interface Parts {
  readonly database: Database;
  readonly context: CommandContext;
}

async function lookUp(
  ask: Exclude<Ask, { kind: 'list' }>,
  options: QueryOptions,
  parts: Parts,
): Promise<Found> {
  if (ask.kind === 'sql') return lookUpSql(ask, options, parts);
  if (ask.kind === 'changes') return lookUpChanges(ask, options, parts);
  return lookUpFacts(ask, options, parts);
}

async function lookUpFacts(
  ask: Extract<Ask, { kind: 'facts' | 'ask' }>,
  options: QueryOptions,
  { database, context }: Parts,
): Promise<Found> {
  const nowMs = context.clock.wallMs();
  const answer = await answerQuestion(database, ask.question);
  const freshness = freshnessOf(answer, { nowMs, options, question: ask.question });
  const isEmpty = answer.facts.length === 0;
  const asked =
    ask.kind === 'ask' ? await askGateway(ask.text, answer.facts, options, context) : null;
  return {
    rows: factRows(answer.facts, nowMs, ['table', 'md'].includes(options.format)),
    truncated: answer.truncated,
    freshness,
    said: asked?.kind === 'answer' ? asked.answer : null,
    remarks: [
      ...(asked?.kind === 'none' ? [`no model was asked: ${asked.why}`] : []),
      ...(isEmpty ? await explainEmpty(database, ask.question, answer) : []),
      ...(isEmpty ? describeMeant(ask.question.words) : []),
      ...(answer.matched === 'any' && !isEmpty
        ? ['no fact has all the words: these have some']
        : []),
    ],
    document: { matched: answer.matched },
  };
}

async function lookUpChanges(
  ask: Extract<Ask, { kind: 'changes' }>,
  options: QueryOptions,
  { database, context }: Parts,
): Promise<Found> {
  const { kinds, host } = ask.question;
  const scope = { kinds, host, from: new Date(ask.from), to: new Date(ask.to) };
  const changes = await readChanges(database, { ...scope, limit: options.limit });
  const nowMs = context.clock.wallMs();
  const view = { facts: [], freshness: await readFreshness(database, host) };
  return {
    rows: changeRows({ changes: changes.slice(0, options.limit), truncated: false }),
    truncated: changes.length > options.limit,
    freshness: freshnessOf(view, { nowMs, options, question: ask.question }),
    remarks: changes.length === 0 ? ['nothing differs'] : [],
    said: null,
    document: { from: scope.from.toISOString(), to: scope.to.toISOString() },
  };
}

async function lookUpSql(
  ask: Extract<Ask, { kind: 'sql' }>,
  options: QueryOptions,
  { database, context }: Parts,
): Promise<Found> {
  const text = await guardSql(ask.sql);
  const { limit, timeoutMs } = options;
  const rows = await runGuardedSql(database, { text, params: ask.params, limit, timeoutMs });
  const view = { facts: [], freshness: await readFreshness(database, null) };
  const nowMs = context.clock.wallMs();
  return {
    rows: sqlRows(rows.slice(0, limit)),
    truncated: rows.length > limit,
    freshness: freshnessOf(view, { nowMs, options, question: { atMs: null } }),
    remarks: [],
    said: null,
    document: {},
  };
}

function tell(found: Found, options: QueryOptions, context: CommandContext): ExitCode {
  const { columns, assertion, failEmpty } = options;
  const holds = assertion === null || assertion.holds(found.rows.rows);
  const rows = columns === null ? found.rows : chooseColumns(found.rows, columns);
  print({ ...found, rows }, holds, options, context);
  if (!holds || (failEmpty && rows.rows.length === 0)) return EXIT.critical;
  return found.freshness.stale ? EXIT.warning : EXIT.ok;
}

function print(
  found: Found,
  holds: boolean,
  { format, limit, assertion }: QueryOptions,
  { io: { stdout, stderr } }: CommandContext,
): void {
  const { rows, freshness, truncated, remarks, said } = found;
  const forPeople = format === 'table' || format === 'md';
  const judged = assertion === null ? {} : { assertion: { text: assertion.text, holds } };
  const document = {
    schema: 'llmgw.query-infra/v1',
    ...found.document,
    ...{ asOf: freshness.asOf, stale: freshness.stale, collectors: freshness.collectors },
    ...{ truncated, ...(said === null ? {} : { answer: said }), ...judged },
  };
  const table = renderRows(rows, format, document, stdout);
  if (forPeople && said !== null) stdout.write(renderSaid(said));
  stdout.write(forPeople ? table + describeFreshness(freshness) : table);
  const { red, yellow } = stderr.paint;
  const lines = [
    ...remarks,
    ...(truncated ? [`there are more than ${limit}: raise --limit`] : []),
    ...freshness.warnings.map((warning) => `${yellow('stale')}: ${warning}`),
    ...(holds || assertion === null ? [] : [`${red('not so')}: ${assertion.text}`]),
  ];
  stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** Whoever mistypes the name of a query has asked in words. */
function describeMeant(words: string | null): readonly string[] {
  const meant = words === null ? null : meantQuery(words);
  return meant === null ? [] : [`did you mean the query ${meant}?`];
}

/** An answer that does not rest on facts is not kept back, but called what it is. */
function renderSaid({ text, grounded }: ModelAnswer): string {
  return `${grounded ? '' : 'ungrounded: '}${text}\n\n`;
}

function explain(thrown: unknown, { ask }: QueryOptions, where: string): unknown {
  if (!(thrown instanceof QueryFault)) return explainStoreFault(thrown, where);
  if (
    thrown.statement !== 'infra-run-sql' &&
    (thrown.kind === 'missing' || thrown.sqlstate === '3F000')
  ) {
    return new LlmgwError('E_NO_INPUT', 'nothing was ever stored in this database', {
      where,
      hint: 'run `llmgw ingest-state` first, or name another database',
    });
  }
  if (ask.kind === 'sql' && thrown.kind !== 'timeout') {
    const hint = 'see the columns with --list; values are bound with --param';
    return new LlmgwError('E_REMOTE', `PostgreSQL refused the SQL: ${thrown.message}`, {
      where,
      hint,
    });
  }
  return explainStoreFault(thrown, where);
}
