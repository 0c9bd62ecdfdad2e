import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/** Counts rows exactly, all tables in one statement; in the order of `tables`. */
export async function countRows(
  db: Queryable,
  schema: string,
  tables: readonly string[],
): Promise<readonly number[]> {
  if (tables.length === 0) return [];
  const { rows } = await db.query<{ readonly at: number; readonly rows: number }>({
    name: 'wipe-count-rows',
    text: tables
      .map((table, at) => `SELECT ${at} AS at, count(*) AS rows FROM ${quoteTable(schema, table)}`)
      .join(' UNION ALL '),
  });
  const counts = new Map(rows.map(({ at, rows: count }) => [at, count]));
  return tables.map((_, at) => counts.get(at) ?? 0);
}

/** What a statement within a transaction came to. */
export type Bounded<T> =
  { readonly ended: true; readonly value: T } | { readonly ended: false; readonly fault: unknown };

/**
 * Runs `work` with a limit of its own, so that the transaction goes on when it takes too long; what it
 * had done by then is taken back.
 */
export async function withinLimit<T>(
  tx: Queryable,
  limitMs: number,
  work: () => Promise<T>,
): Promise<Bounded<T>> {
  await tx.query({ name: 'wipe-savepoint', text: 'SAVEPOINT wipe' });
  await setLocal(tx, { statement_timeout: String(Math.max(1, Math.round(limitMs))) });
  try {
    const value = await work();
    await tx.query({ name: 'wipe-release', text: 'RELEASE SAVEPOINT wipe' });
    return { ended: true, value };
  } catch (fault) {
    await tx.query({ name: 'wipe-rollback-to', text: 'ROLLBACK TO SAVEPOINT wipe' });
    return { ended: false, fault };
  }
}

/** Settings for the rest of the transaction. */
export async function setLocal(
  tx: Queryable,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const names = Object.keys(settings);
  await tx.query({
    name: 'wipe-set-local',
    text: `SELECT ${names.map((_, at) => `set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`).join(', ')}`,
    values: Object.entries(settings).flat(),
  });
}
