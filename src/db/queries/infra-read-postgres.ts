import type { Queryable } from '../database.ts';

/** What PostgreSQL says of itself. */
export interface PostgresFacts {
  readonly version: string;
  readonly database: string;
  readonly standby: boolean;
  /** `name version`, in order. */
  readonly extensions: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly connections: number;
}

/** Settings that say how it is run; none of them can hold a secret. */
const SETTINGS = [
  ...['max_connections', 'shared_buffers', 'work_mem', 'wal_level', 'fsync', 'synchronous_commit'],
  ...['autovacuum', 'ssl', 'TimeZone', 'server_encoding', 'max_wal_size', 'statement_timeout'],
];

/** Reads them in one statement. */
export async function readPostgresFacts(db: Queryable): Promise<PostgresFacts | null> {
  const { rows } = await db.query<PostgresFacts>({
    name: 'infra-read-postgres',
    text: `
      SELECT current_setting('server_version') AS version, current_database()::text AS database,
             pg_is_in_recovery() AS standby,
             (SELECT coalesce(array_agg(extname || ' ' || extversion ORDER BY extname), '{}')
                FROM pg_extension) AS extensions,
             (SELECT jsonb_object_agg(name, setting || coalesce(' ' || unit, ''))
                FROM pg_settings WHERE name = ANY($1::text[])) AS settings,
             pg_database_size(current_database()) AS bytes,
             (SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database()) AS connections`,
    values: [SETTINGS],
  });
  return rows[0] ?? null;
}

/** A table with how many rows the planner believes it has. */
export interface TableFacts {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The tables of LiteLLM and of ours. */
export async function readTableFacts(db: Queryable): Promise<readonly TableFacts[]> {
  const { rows } = await db.query<TableFacts>({
    name: 'infra-read-tables',
    text: `
      SELECT n.nspname::text AS schema, c.relname::text AS name,
             greatest(c.reltuples, 0)::float8 AS rows, pg_total_relation_size(c.oid) AS bytes
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND (c.relname LIKE 'LiteLLM\\_%' OR n.nspname = 'llmgw')
       ORDER BY 1, 2 LIMIT 500`,
  });
  return rows;
}
