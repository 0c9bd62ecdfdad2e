import { describeDuration } from '../../src/core/duration.ts';
import { valueAt } from '../../src/infra/query/assertion.ts';
import { describeFact } from '../../src/infra/query/describe-fact.ts';
import type { Difference, Fact } from '../../src/infra/query/question.ts';

/** A row as it is printed. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows with the columns that suit a table of them. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
}

/** Facts as rows; in a table times are ages, for programs they are times. */
export function factRows(facts: readonly Fact[], nowMs: number, forPeople: boolean): Rows {
  const time = (ms: number | null): string | null => {
    if (ms === null) return null;
    return forPeople ? `${describeDuration(nowMs - ms)} ago` : new Date(ms).toISOString();
  };
  const rows = facts.map((fact) => ({
    kind: fact.kind,
    name: fact.name,
    host: fact.host,
    what: describeFact(fact),
    since: time(fact.sinceMs),
    seen: time(fact.lastSeenMs),
    key: fact.key,
    collector: fact.collector,
    body: fact.body,
    links: fact.links,
    samples: fact.samples,
  }));
  return { rows, columns: ['kind', 'name', 'host', 'what', 'since', 'seen'] };
}

/** What differs, as rows. */
export function changeRows({ changes }: Difference): Rows {
  const rows = changes.map(({ kind, host, key, name, before, after }) => ({
    change: before === null ? 'new' : after === null ? 'gone' : 'changed',
    ...{ kind, name, host },
    what: before !== null && after !== null ? describeChange(before, after) : '',
    ...{ key, before, after },
  }));
  return { rows, columns: ['change', 'kind', 'name', 'host', 'what'] };
}

/** Rows of SQL: the columns are those of the statement. */
export function sqlRows(rows: readonly Row[]): Rows {
  const plain = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date ? value.toISOString() : value,
      ]),
    ),
  );
  return { rows: plain, columns: [...new Set(plain.flatMap((row) => Object.keys(row)))] };
}

/** The same rows with these columns only; what is no column is a field of the body. */
export function chooseColumns({ rows }: Rows, columns: readonly string[]): Rows {
  const chosen = rows.map((row) =>
    Object.fromEntries(
      columns.map((name) => [name, valueAt(row, name) ?? valueAt(row['body'], name) ?? null]),
    ),
  );
  return { rows: chosen, columns };
}

function describeChange(before: Row, after: Row): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name}: ${show(before[name])} → ${show(after[name])}`)
    .join(', ')
    .slice(0, 160);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
