import { valueAt } from '../../src/infra/query/assertion.ts';
import type { Row, Rows } from '../../src/infra/query/fact-rows.ts';
import type { Difference } from '../../src/infra/query/question.ts';

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
