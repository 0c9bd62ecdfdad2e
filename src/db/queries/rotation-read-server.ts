import type { Queryable } from '../database.ts';
import { quoteName } from '../identifier.ts';

/** Which server answers, and how it can be worked with. */
export interface RotationServer {
  readonly database: string;
  /** `host:port` as the server sees itself; `local` over a unix socket. */
  readonly host: string;
  /** `15.18`. */
  readonly version: string;
  /** Of the cluster, for its whole life; null where the role may not read it. */
  readonly systemIdentifier: string | null;
  readonly standby: boolean;
  /** The backend that ran this statement. */
  readonly pid: number;
}

/** Reads who it is that answers. */
export async function readRotationServer(db: Queryable): Promise<RotationServer> {
  const { rows } = await db.query<RotationServer & { readonly tellsId: boolean }>({
    name: 'rotation-read-server',
    text: `
      SELECT current_database() AS database, pg_backend_pid() AS pid,
             coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'local') AS host,
             split_part(current_setting('server_version'), ' ', 1) AS version,
             NULL AS "systemIdentifier", pg_is_in_recovery() AS standby,
             has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS "tellsId"`,
  });
  const [found] = rows;
  if (found === undefined) throw new RangeError('the server says nothing about itself');
  const { tellsId, ...server } = found;
  return { ...server, systemIdentifier: tellsId ? await readSystemIdentifier(db) : null };
}

async function readSystemIdentifier(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ readonly id: string }>({
    name: 'rotation-read-system-identifier',
    text: 'SELECT system_identifier::text AS id FROM pg_control_system()',
  });
  return rows[0]?.id ?? null;
}

/** A connection that may be LiteLLM's. */
export interface ClientSession {
  readonly pid: number;
  readonly application: string;
  readonly state: string;
}

/**
 * Connections of LiteLLM to this database: by their name, or by a last statement as Prisma writes them,
 * `"public"."LiteLLM_…"`. The server keeps the first kilobyte of a statement: of a long list of columns,
 * no more than these. Of other roles a role without `pg_read_all_stats` sees neither.
 */
export async function findLitellmSessions(
  db: Queryable,
  schema: string,
): Promise<readonly ClientSession[]> {
  const { rows } = await db.query<ClientSession>({
    name: 'rotation-find-sessions',
    text: `
      SELECT pid, coalesce(nullif(application_name, ''), 'prisma') AS application,
             coalesce(state, 'unknown') AS state
        FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND backend_type = 'client backend' AND application_name NOT LIKE 'llmgw%'
         AND (application_name ~* '(litellm|prisma)'
              OR EXISTS (SELECT FROM unnest(ARRAY['SELECT ', 'FROM ', 'INTO ', 'UPDATE ']) AS v (verb)
                          WHERE strpos(query, v.verb || $1) > 0))
       ORDER BY pid`,
    values: [`${quoteName(schema)}."LiteLLM_`],
  });
  return rows;
}
