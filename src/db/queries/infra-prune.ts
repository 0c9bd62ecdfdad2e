import type { Queryable } from '../database.ts';

/** What was removed. */
export interface Pruned {
  readonly versions: number;
  readonly entities: number;
  readonly runs: number;
}

/**
 * Removes what ended before a moment: versions, relations, words, entities that have nothing left,
 * bodies nobody refers to, and runs. What is true now stays, however old it is.
 */
export async function pruneInfra(db: Queryable, before: Date): Promise<Pruned> {
  const steps = {
    relations: 'DELETE FROM llmgw.infra_relations WHERE valid_to < $1',
    docs: 'DELETE FROM llmgw.infra_docs WHERE valid_to < $1',
    versions: 'DELETE FROM llmgw.infra_entity_versions WHERE valid_to < $1',
    entities: `
      DELETE FROM llmgw.infra_entities e
       WHERE e.first_seen < $1 AND NOT EXISTS
             (SELECT FROM llmgw.infra_entity_versions v WHERE v.entity_id = e.id)`,
    // A body just written by another transaction is not referred to yet.
    blobs: `
      DELETE FROM llmgw.infra_blobs b
       WHERE b.created_at < $1 AND NOT EXISTS
             (SELECT FROM llmgw.infra_entity_versions v WHERE v.hash = b.hash)`,
    runs: 'DELETE FROM llmgw.infra_runs WHERE started_at < $1',
  };
  const counts = new Map<string, number>();
  for (const [what, text] of Object.entries(steps)) {
    const { count } = await db.query({ name: `infra-prune-${what}`, text, values: [before] });
    counts.set(what, count);
  }
  const of = (what: string): number => counts.get(what) ?? 0;
  return { versions: of('versions'), entities: of('entities'), runs: of('runs') };
}
