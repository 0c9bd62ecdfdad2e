import type { Queryable } from '../database.ts';

/** Which database it is, told in a way that cannot be mistaken for another. */
export interface ServerFacts {
  readonly database: string;
  readonly databaseOid: number;
  /** As the server sees itself; null over a unix socket. */
  readonly address: string | null;
  readonly role: string;
  /** `15.18`. */
  readonly version: string;
  readonly major: number;
  /** Of the cluster, for its whole life; null where the role may not read it. */
  readonly systemIdentifier: string | null;
  readonly standby: boolean;
  readonly bytes: number;
  /** `COMMENT ON DATABASE`. */
  readonly comment: string | null;
}

/** Reads who it is that answers. */
export async function readServer(db: Queryable): Promise<ServerFacts> {
  const { rows } = await db.query<Omit<ServerFacts, 'systemIdentifier'> & { tellsId: boolean }>({
    name: 'wipe-read-server',
    text: `
      SELECT current_database() AS database, d.oid::int8 AS "databaseOid",
             host(inet_server_addr()) AS address, current_user::text AS role,
             split_part(current_setting('server_version'), ' ', 1) AS version,
             current_setting('server_version_num')::int / 10000 AS major,
             pg_is_in_recovery() AS standby, pg_database_size(d.oid) AS bytes,
             shobj_description(d.oid, 'pg_database') AS comment,
             has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS "tellsId"
        FROM pg_database d WHERE d.datname = current_database()`,
  });
  const [found] = rows;
  if (found === undefined) throw new RangeError('the server does not list its own database');
  const { tellsId, ...facts } = found;
  return { ...facts, systemIdentifier: tellsId ? await readSystemIdentifier(db) : null };
}

async function readSystemIdentifier(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ readonly id: string }>({
    name: 'wipe-read-system-identifier',
    text: 'SELECT system_identifier::text AS id FROM pg_control_system()',
  });
  return rows[0]?.id ?? null;
}
