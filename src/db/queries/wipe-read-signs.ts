import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/** What a server that matters to somebody looks like. */
export interface Surroundings {
  /** Replication slots that hold back this database's log. */
  readonly slots: number;
  /** Standbys connected now. */
  readonly standbys: number;
  /** Publications that would replicate the wipe to their subscribers. */
  readonly publications: readonly string[];
}

/** A connection of somebody else to the same database. What it runs is not asked for. */
export interface OtherSession {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  /** Null over a unix socket. */
  readonly address: string | null;
  readonly state: string;
}

/** Reads who replicates this database. */
export async function readSurroundings(
  db: Queryable,
  schema: string,
  tables: readonly string[],
): Promise<Surroundings> {
  const { rows } = await db.query<Surroundings>({
    name: 'wipe-read-surroundings',
    text: `
      SELECT (SELECT count(*) FROM pg_replication_slots
               WHERE database IS NULL OR database = current_database()) AS slots,
             (SELECT count(*) FROM pg_stat_replication) AS standbys,
             ARRAY(SELECT DISTINCT pubname::text FROM pg_publication_tables
                    WHERE schemaname = $1 AND tablename = ANY ($2::text[]) ORDER BY 1) AS publications`,
    values: [schema, tables],
  });
  return rows[0] ?? { slots: 0, standbys: 0, publications: [] };
}

/** Connections to this database besides those of the program named `own…`. */
export async function readOtherSessions(db: Queryable, own: string): Promise<OtherSession[]> {
  const { rows } = await db.query<OtherSession>({
    name: 'wipe-read-sessions',
    text: `
      SELECT pid, coalesce(nullif(application_name, ''), '(no name)') AS application,
             coalesce(usename::text, '') AS user, host(client_addr) AS address,
             coalesce(state, 'unknown') AS state
        FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND coalesce(backend_type, 'client backend') = 'client backend'
         AND NOT starts_with(application_name, $1)
       ORDER BY pid`,
    values: [own],
  });
  return [...rows];
}

/** Whether a request was billed within the last 24 hours; `table` has a column `startTime`. */
export async function hasRecentSpend(
  db: Queryable,
  schema: string,
  table: string,
): Promise<boolean> {
  const { rows } = await db.query<{ readonly recent: boolean }>({
    name: 'wipe-read-recent-spend',
    text: `SELECT EXISTS (SELECT FROM ${quoteTable(schema, table)}
             WHERE "startTime" > (now() AT TIME ZONE 'UTC') - interval '24 hours') AS recent`,
  });
  return rows[0]?.recent === true;
}

/** Rows ever written to tables, as the statistics have it: two readings tell whether somebody writes. */
export async function readWriteCount(db: Queryable, oids: readonly number[]): Promise<number> {
  const { rows } = await db.query<{ readonly writes: number }>({
    name: 'wipe-read-writes',
    text: `SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int8 AS writes
             FROM pg_stat_all_tables WHERE relid = ANY ($1::int8[]::oid[])`,
    values: [oids],
  });
  return rows[0]?.writes ?? 0;
}

/** Ends a connection; false when it was gone already. Rejects (`denied`) when this role may not. */
export async function terminateSession(db: Queryable, pid: number): Promise<boolean> {
  const { rows } = await db.query<{ readonly ended: boolean }>({
    name: 'wipe-terminate-session',
    text: 'SELECT pg_terminate_backend($1::int) AS ended',
    values: [pid],
  });
  return rows[0]?.ended === true;
}

/** Stops the statement that a connection of ours is running. */
export async function cancelStatement(db: Queryable, pid: number): Promise<void> {
  await db.query({
    name: 'wipe-cancel',
    text: 'SELECT pg_cancel_backend($1::int)',
    values: [pid],
  });
}
