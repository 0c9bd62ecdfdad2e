import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/**
 * Keeps writers out until the transaction ends; readers pass. Rejects (`lock`) when a table is not to be
 * had in time. Give the tables in one order always, or two runs wait for each other.
 */
export async function lockAgainstWriters(
  tx: Queryable,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  const names = tables.map((table) => quoteTable(schema, table)).join(', ');
  await tx.query({
    name: 'rotation-lock-tables',
    text: `LOCK TABLE ${names} IN SHARE ROW EXCLUSIVE MODE`,
  });
}

/** Process ids of those who write to the tables, or hold rows of them, besides the caller. */
export async function findWriters(db: Queryable, oids: readonly number[]): Promise<number[]> {
  const { rows } = await db.query<{ readonly pid: number }>({
    name: 'rotation-find-writers',
    text: `
      SELECT DISTINCT pid FROM pg_locks
       WHERE locktype = 'relation' AND granted AND pid <> pg_backend_pid()
         AND mode <> 'AccessShareLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND relation = ANY ($1::int8[]::oid[])
       ORDER BY pid`,
    values: [oids],
  });
  return rows.map(({ pid }) => pid);
}
