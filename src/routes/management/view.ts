import type { Row } from '../../db/queries/manage-rows.ts';

/** A row without some of its columns. */
export function without(row: Row, ...columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)));
}

/** A text column, or null. */
export function textOf(row: Row | undefined, column: string): string | null {
  const value = row?.[column];
  return typeof value === 'string' ? value : null;
}

/** A list column; empty where there is none. */
export function textsOf(row: Row | undefined, column: string): readonly string[] {
  const value = row?.[column];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Adds the names of fields that nothing reads, when there are any. */
export function withWarnings(answer: Row, ignored: readonly string[]): Row {
  if (ignored.length === 0) return answer;
  const warnings = ignored.map(
    (name) => `"${name.slice(0, 100)}" is not used here and was ignored`,
  );
  return { ...answer, warnings };
}
