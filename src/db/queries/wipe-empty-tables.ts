import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/** How strongly tables are held. */
export type LockMode = 'ACCESS EXCLUSIVE' | 'SHARE ROW EXCLUSIVE';

/** Somebody who holds a lock that is in our way. */
export interface Blocker {
  /** Null: a prepared transaction. */
  readonly pid: number | null;
  readonly application: string;
  readonly state: string;
}

/** Locks tables in the given order, partitions with them. Rejects (`lock`) when one is not to be had. */
export async function lockTables(
  tx: Queryable,
  schema: string,
  tables: readonly string[],
  mode: LockMode,
): Promise<void> {
  await tx.query({
    name: 'wipe-lock-tables',
    text: `LOCK TABLE ${listTables(schema, tables)} IN ${mode} MODE`,
  });
}

/** Who holds locks on tables, besides the caller, and in which mode they would be in the way. */
export async function readBlockers(
  db: Queryable,
  oids: readonly number[],
  mode: LockMode,
): Promise<readonly Blocker[]> {
  const { rows } = await db.query<Blocker>({
    name: 'wipe-read-blockers',
    text: `
      SELECT DISTINCT l.pid, coalesce(nullif(a.application_name, ''), '(no name)') AS application,
             coalesce(a.state, 'unknown') AS state
        FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND coalesce(pg_partition_root(l.relation::regclass)::oid, l.relation)
             = ANY ($1::int8[]::oid[])
         AND ($2 OR l.mode NOT IN ('AccessShareLock', 'RowShareLock'))
       ORDER BY l.pid`,
    values: [oids, mode === 'ACCESS EXCLUSIVE'],
  });
  return rows;
}

/** Empties tables in one statement and sets their sequences back; what refers to them from outside makes it fail. */
export async function truncateTables(
  tx: Queryable,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'wipe-truncate',
    text: `TRUNCATE TABLE ${listTables(schema, tables)} RESTART IDENTITY RESTRICT`,
  });
}

/** Deletes all rows of one table. */
export async function deleteRows(tx: Queryable, schema: string, table: string): Promise<void> {
  await tx.query({ name: 'wipe-delete', text: `DELETE FROM ${quoteTable(schema, table)}` });
}

/** Drops views, then tables; what hangs on them from outside makes it fail. */
export async function dropTables(
  tx: Queryable,
  schema: string,
  dropped: { readonly tables: readonly string[]; readonly views: readonly string[] },
): Promise<void> {
  const { tables, views } = dropped;
  if (views.length > 0) {
    await tx.query({
      name: 'wipe-drop-views',
      text: `DROP VIEW ${listTables(schema, views)} RESTRICT`,
    });
  }
  await tx.query({
    name: 'wipe-drop-tables',
    text: `DROP TABLE ${listTables(schema, tables)} RESTRICT`,
  });
}

function listTables(schema: string, tables: readonly string[]): string {
  return tables.map((table) => quoteTable(schema, table)).join(', ');
}
