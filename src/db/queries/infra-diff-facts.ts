import type { Queryable } from '../database.ts';

/** Something that is not the same at two moments. */
export interface FactChange {
  readonly kind: string;
  readonly host: string;
  readonly key: string;
  readonly name: string;
  /** Null: it was not there. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Null: it is not there. */
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Two moments, and among what. */
export interface DiffScope {
  readonly from: Date;
  readonly to: Date;
  readonly kinds: readonly string[];
  readonly host: string | null;
  readonly limit: number;
}

/** What differs between two moments, in the order of kind, host and key; one more than `limit`. */
export async function readChanges(db: Queryable, scope: DiffScope): Promise<readonly FactChange[]> {
  const { from, to, kinds, host, limit } = scope;
  const { rows } = await db.query<FactChange>({
    name: 'infra-read-changes',
    text: `
      WITH a AS (SELECT entity_id, hash FROM llmgw.infra_entity_versions
                  WHERE valid_from <= $1 AND valid_to > $1),
           b AS (SELECT entity_id, hash FROM llmgw.infra_entity_versions
                  WHERE valid_from <= $2 AND valid_to > $2)
      SELECT e.kind, e.host, e.key, e.name, x.body AS before, y.body AS after
        FROM a FULL JOIN b USING (entity_id)
        JOIN llmgw.infra_entities e ON e.id = entity_id
        LEFT JOIN llmgw.infra_blobs x ON x.hash = a.hash
        LEFT JOIN llmgw.infra_blobs y ON y.hash = b.hash
       WHERE a.hash IS DISTINCT FROM b.hash
         AND ($3::text[] = '{}' OR e.kind = ANY($3::text[])) AND ($4::text IS NULL OR e.host = $4)
       ORDER BY e.kind, e.host, e.key LIMIT $5`,
    values: [from, to, [...kinds], host, limit + 1],
  });
  return rows;
}
