import type { Queryable } from '../database.ts';

/** What an operator wants to know of a database before anything runs on it. */
export interface ServerFacts {
  /** `15.18`. */
  readonly version: string;
  /** Changes cannot be made here. */
  readonly standby: boolean;
  /** The role may do everything in the whole cluster. */
  readonly superuser: boolean;
  /** The role may make the schema of ours. */
  readonly mayCreateSchema: boolean;
  readonly maxConnections: number;
  /** Tables called `LiteLLM_…` in `schema`. */
  readonly litellmTables: number;
  /** Of these, how many the role may not both read and write. */
  readonly deniedTables: number;
  /** Of our own schema; null: it is not there yet. */
  readonly hasOwnSchema: boolean;
  /** The server's clock, milliseconds since 1970. */
  readonly wallMs: number;
}

/** Reads them, in one statement that changes nothing. */
export async function readServerFacts(db: Queryable, schema = 'public'): Promise<ServerFacts> {
  const { rows } = await db.query<ServerFacts>({
    name: 'read-server-facts',
    text: `
      WITH litellm AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relname LIKE 'LiteLLM\\_%')
      SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
             pg_is_in_recovery() AS standby,
             (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
             has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchema",
             current_setting('max_connections')::int AS "maxConnections",
             (SELECT count(*)::int FROM litellm) AS "litellmTables",
             (SELECT count(*)::int FROM litellm
               WHERE NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                     AND has_table_privilege(oid, 'UPDATE'))) AS "deniedTables",
             to_regnamespace('llmgw') IS NOT NULL AS "hasOwnSchema",
             (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "wallMs"`,
    values: [schema],
  });
  const [facts] = rows;
  if (facts === undefined) throw new RangeError('the server says nothing about itself');
  return facts;
}
