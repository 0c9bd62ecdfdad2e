import type { Queryable } from '../database.ts';

/** An entity that is known of a host, with its open version if it has one. */
export interface CurrentEntity {
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  readonly name: string;
  readonly collector: string;
  /** SHA-256 in hexadecimal; null: it is gone at present. */
  readonly hash: string | null;
}

/** Everything that was ever seen on a host and has not been pruned. */
export async function readCurrentEntities(
  db: Queryable,
  host: string,
): Promise<readonly CurrentEntity[]> {
  const { rows } = await db.query<CurrentEntity>({
    name: 'infra-read-current-entities',
    text: `
      SELECT e.id, e.kind, e.key, e.name, e.collector, encode(v.hash, 'hex') AS hash
        FROM llmgw.infra_entities e
        LEFT JOIN llmgw.infra_entity_versions v ON v.entity_id = e.id AND v.valid_to = 'infinity'
       WHERE e.host = $1`,
    values: [host],
  });
  return rows;
}

/** When anything of a host last changed, in epoch milliseconds; 0: nothing is known of it. */
export async function readLatestChange(db: Queryable, host: string): Promise<number> {
  const { rows } = await db.query<{ readonly ms: number | null }>({
    name: 'infra-read-latest-change',
    text: `
      SELECT (extract(epoch FROM greatest(
               max(v.valid_from), max(v.valid_to) FILTER (WHERE v.valid_to <> 'infinity'),
               (SELECT max(r.valid_from) FROM llmgw.infra_relations r
                  JOIN llmgw.infra_entities f ON f.id = r.from_id WHERE f.host = $1),
               (SELECT max(r.valid_to) FROM llmgw.infra_relations r
                  JOIN llmgw.infra_entities f ON f.id = r.from_id
                 WHERE f.host = $1 AND r.valid_to <> 'infinity'))) * 1000)::float8 AS ms
        FROM llmgw.infra_entity_versions v JOIN llmgw.infra_entities e ON e.id = v.entity_id
       WHERE e.host = $1`,
    values: [host],
  });
  return rows[0]?.ms ?? 0;
}

/** A relation that holds now. */
export interface CurrentRelation {
  readonly fromId: number;
  readonly rel: string;
  readonly toId: number;
  readonly collector: string;
}

/** The relations that hold between entities of a host. */
export async function readCurrentRelations(
  db: Queryable,
  host: string,
): Promise<readonly CurrentRelation[]> {
  const { rows } = await db.query<CurrentRelation>({
    name: 'infra-read-current-relations',
    text: `
      SELECT r.from_id AS "fromId", r.rel, r.to_id AS "toId", r.collector
        FROM llmgw.infra_relations r
        JOIN llmgw.infra_entities e ON e.id = r.from_id
       WHERE e.host = $1 AND r.valid_to = 'infinity'`,
    values: [host],
  });
  return rows;
}

/** How a collector fared on a host lately. Times in epoch milliseconds. */
export interface Freshness {
  readonly host: string;
  readonly collector: string;
  /** Null: never. */
  readonly lastOkMs: number | null;
  readonly lastTryMs: number;
  readonly lastStatus: string;
  readonly lastError: string | null;
  /** How often in a row what it looks at was not there. */
  readonly unavailableRuns: number;
}

/** The freshness of every collector, of one host or (null) of all. */
export async function readFreshness(
  db: Queryable,
  host: string | null,
): Promise<readonly Freshness[]> {
  const { rows } = await db.query<Freshness>({
    name: 'infra-read-freshness',
    text: `
      SELECT host, collector, (extract(epoch FROM last_ok) * 1000)::float8 AS "lastOkMs",
             (extract(epoch FROM last_try) * 1000)::float8 AS "lastTryMs",
             last_status AS "lastStatus", last_error AS "lastError",
             unavailable_runs AS "unavailableRuns"
        FROM llmgw.infra_freshness
       WHERE $1::text IS NULL OR host = $1
       ORDER BY host, collector`,
    values: [host],
  });
  return rows;
}
