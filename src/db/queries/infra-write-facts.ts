import type { Queryable } from '../database.ts';

/** Rows of one statement: its parameter stays small, and its time too. */
const BATCH = 2_000;

/** What is said of an entity, by its SHA-256 in hexadecimal. */
export interface NewBlob {
  readonly hash: string;
  readonly body: unknown;
}

/** Keeps bodies; those that are there already stay. */
export async function insertBlobs(db: Queryable, blobs: readonly NewBlob[]): Promise<void> {
  for (const rows of batches(blobs)) {
    await db.query({
      name: 'infra-insert-blobs',
      text: `
        INSERT INTO llmgw.infra_blobs (hash, body)
        SELECT decode(x.hash, 'hex'), x.body FROM jsonb_to_recordset($1) AS x (hash text, body jsonb)
        ON CONFLICT (hash) DO NOTHING`,
      values: [JSON.stringify(rows)],
    });
  }
}

/** An entity to make or to name anew. */
export interface NamedEntity {
  readonly kind: string;
  readonly key: string;
  readonly name: string;
  readonly collector: string;
}

/** Makes entities, or takes over their newest name and collector; gives their ids. */
export async function upsertEntities(
  db: Queryable,
  { host, at }: { readonly host: string; readonly at: Date },
  entities: readonly NamedEntity[],
): Promise<readonly { readonly id: number; readonly kind: string; readonly key: string }[]> {
  const made: { readonly id: number; readonly kind: string; readonly key: string }[] = [];
  for (const rows of batches(entities)) {
    const result = await db.query<{ id: number; kind: string; key: string }>({
      name: 'infra-upsert-entities',
      text: `
        INSERT INTO llmgw.infra_entities (kind, host, key, name, collector, first_seen)
        SELECT x.kind, $1, x.key, x.name, x.collector, $2
          FROM jsonb_to_recordset($3) AS x (kind text, key text, name text, collector text)
        ON CONFLICT (kind, host, key)
          DO UPDATE SET name = EXCLUDED.name, collector = EXCLUDED.collector
        RETURNING id, kind, key`,
      values: [host, at, JSON.stringify(rows)],
    });
    made.push(...result.rows);
  }
  return made;
}

/** Which change of the facts, and when it was so. */
export interface Change {
  readonly at: Date;
  readonly runId: string;
}

/** Ends the open versions of entities, and of what is found by their words. */
export async function closeVersions(
  db: Queryable,
  { at, runId }: Change,
  ids: readonly number[],
): Promise<void> {
  for (const batch of batches(ids)) {
    await db.query({
      name: 'infra-close-versions',
      text: `
        UPDATE llmgw.infra_entity_versions SET valid_to = $1, closed_run = $2
         WHERE entity_id = ANY($3::bigint[]) AND valid_to = 'infinity'`,
      values: [at, runId, [...batch]],
    });
    await db.query({
      name: 'infra-close-docs',
      text: `
        UPDATE llmgw.infra_docs SET valid_to = $1
         WHERE entity_id = ANY($2::bigint[]) AND valid_to = 'infinity'`,
      values: [at, [...batch]],
    });
  }
}

/** A version to open, with the words it is found by. */
export interface NewVersion {
  readonly id: number;
  readonly hash: string;
  readonly title: string;
  readonly text: string;
}

/** Opens versions; the ones before must be closed. */
export async function openVersions(
  db: Queryable,
  { at, runId }: Change,
  versions: readonly NewVersion[],
): Promise<void> {
  for (const batch of batches(versions)) {
    const rows = JSON.stringify(batch);
    await db.query({
      name: 'infra-open-versions',
      text: `
        INSERT INTO llmgw.infra_entity_versions (entity_id, hash, valid_from, opened_run)
        SELECT x.id, decode(x.hash, 'hex'), $1, $2
          FROM jsonb_to_recordset($3) AS x (id bigint, hash text)`,
      values: [at, runId, rows],
    });
    await db.query({
      name: 'infra-open-docs',
      text: `
        INSERT INTO llmgw.infra_docs (entity_id, valid_from, title, body)
        SELECT x.id, $1, x.title, x.text
          FROM jsonb_to_recordset($2) AS x (id bigint, title text, text text)`,
      values: [at, rows],
    });
  }
}

/** A relation by the ids of its ends. */
export interface IdRelation {
  readonly fromId: number;
  readonly rel: string;
  readonly toId: number;
  readonly collector: string;
}

/** Ends relations that hold no more. */
export async function closeRelations(
  db: Queryable,
  at: Date,
  relations: readonly IdRelation[],
): Promise<void> {
  for (const rows of batches(relations)) {
    await db.query({
      name: 'infra-close-relations',
      text: `
        UPDATE llmgw.infra_relations r SET valid_to = $1
          FROM jsonb_to_recordset($2) AS x ("fromId" bigint, rel text, "toId" bigint)
         WHERE r.from_id = x."fromId" AND r.rel = x.rel AND r.to_id = x."toId"
           AND r.valid_to = 'infinity'`,
      values: [at, JSON.stringify(rows)],
    });
  }
}

/** Opens relations. */
export async function openRelations(
  db: Queryable,
  at: Date,
  relations: readonly IdRelation[],
): Promise<void> {
  for (const rows of batches(relations)) {
    await db.query({
      name: 'infra-open-relations',
      text: `
        INSERT INTO llmgw.infra_relations (from_id, rel, to_id, collector, valid_from)
        SELECT x."fromId", x.rel, x."toId", x.collector, $1
          FROM jsonb_to_recordset($2)
            AS x ("fromId" bigint, rel text, "toId" bigint, collector text)`,
      values: [at, JSON.stringify(rows)],
    });
  }
}

/** A number that changes by itself. */
export interface IdSample {
  readonly id: number;
  readonly name: string;
  readonly value: number;
}

/** Keeps the last values. */
export async function upsertSamples(
  db: Queryable,
  at: Date,
  samples: readonly IdSample[],
): Promise<void> {
  for (const rows of batches(samples)) {
    await db.query({
      name: 'infra-upsert-samples',
      text: `
        INSERT INTO llmgw.infra_samples (entity_id, name, value, observed_at)
        SELECT DISTINCT ON (x.id, x.name) x.id, x.name, x.value, $1
          FROM jsonb_to_recordset($2) AS x (id bigint, name text, value float8)
        ON CONFLICT (entity_id, name)
          DO UPDATE SET value = EXCLUDED.value, observed_at = EXCLUDED.observed_at`,
      values: [at, JSON.stringify(rows)],
    });
  }
}

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}
