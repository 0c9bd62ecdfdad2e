import type { Queryable } from '../database.ts';

/** What is looked for, and among what. */
export interface DocSearch {
  /** As `websearch_to_tsquery` reads it: `"a phrase"`, `-not`, `or`. */
  readonly words: string;
  /** Empty: any. */
  readonly kinds: readonly string[];
  readonly host: string | null;
  /** A moment; null: now, which has an index. */
  readonly at: Date | null;
  readonly limit: number;
}

/** So many are ranked; a word that is everywhere ranks nothing. */
const MOST_RANKED = 500;

/** Ids of what has all the words, best first. */
export async function searchDocs(db: Queryable, search: DocSearch): Promise<readonly number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'infra-search-docs',
    text: `
      WITH q AS (
        SELECT websearch_to_tsquery('english', $1) || websearch_to_tsquery('simple', $2) AS query
      ), found AS (
        SELECT d.entity_id AS id, d.tsv
          FROM llmgw.infra_docs d JOIN llmgw.infra_entities e ON e.id = d.entity_id
         WHERE d.tsv @@ (SELECT query FROM q) AND ${validAt(search.at, '$6')}
           AND ($3::text[] = '{}' OR e.kind = ANY($3::text[])) AND ($4::text IS NULL OR e.host = $4)
         LIMIT ${MOST_RANKED}
      )
      SELECT id FROM found, q ORDER BY ts_rank_cd(tsv, query) DESC, id LIMIT $5`,
    values: [search.words, bareWords(search.words), ...scope(search), ...moment(search)],
  });
  return rows.map(({ id }) => id);
}

/**
 * Ids of what has any of the words, best first: one word after the other, for the rare ones say more
 * than those that are everywhere.
 */
export async function searchAnyWord(db: Queryable, search: DocSearch): Promise<readonly number[]> {
  const words = [...new Set(bareWords(search.words).replaceAll(/["-]/g, ' ').split(' '))];
  const { rows } = await db.query<{ id: number }>({
    name: 'infra-search-any-word',
    text: `
      WITH hits AS (
        SELECT w.word, h.id, count(*) OVER (PARTITION BY w.word) AS n
          FROM unnest($1::text[]) AS w (word), LATERAL (
            SELECT d.entity_id AS id
              FROM llmgw.infra_docs d JOIN llmgw.infra_entities e ON e.id = d.entity_id
             WHERE d.tsv @@ (plainto_tsquery('simple', w.word) || plainto_tsquery('english', w.word))
               AND ${validAt(search.at, '$5')}
               AND ($2::text[] = '{}' OR e.kind = ANY($2::text[])) AND ($3::text IS NULL OR e.host = $3)
             LIMIT 500) h
      )
      SELECT id FROM hits GROUP BY id ORDER BY sum(1.0 / n) DESC, id LIMIT $4`,
    values: [words.filter((word) => word !== '').slice(0, 20), ...scope(search), ...moment(search)],
  });
  return rows.map(({ id }) => id);
}

/** Ids of what is called exactly so, by key or by name. */
export async function findNamed(db: Queryable, search: DocSearch): Promise<readonly number[]> {
  const words = search.words
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[("'?]+|[)"'?.,!]+$/g, ''))
    .filter((word) => word !== '' && !word.startsWith('-'));
  const { rows } = await db.query<{ id: number }>({
    name: 'infra-find-named',
    text: `
      SELECT e.id FROM llmgw.infra_entities e
       WHERE (lower(e.name) = ANY($1::text[]) OR lower(e.key) = ANY($1::text[]))
         AND ($2::text[] = '{}' OR e.kind = ANY($2::text[])) AND ($3::text IS NULL OR e.host = $3)
         AND EXISTS (SELECT FROM llmgw.infra_entity_versions d
                      WHERE d.entity_id = e.id AND ${validAt(search.at, '$5')})
       ORDER BY e.id LIMIT $4`,
    values: [words.slice(0, 20), ...scope(search), ...moment(search)],
  });
  return rows.map(({ id }) => id);
}

function validAt(at: Date | null, parameter: string): string {
  return at === null
    ? `d.valid_to = 'infinity'`
    : `d.valid_from <= ${parameter} AND d.valid_to > ${parameter}`;
}

function scope({ kinds, host, limit }: DocSearch): readonly unknown[] {
  return [[...kinds], host, limit];
}

function moment({ at }: DocSearch): readonly unknown[] {
  return at === null ? [] : [at];
}

/** Without punctuation, as the second vector has it; quotes and a leading minus keep their meaning. */
function bareWords(words: string): string {
  return words
    .replaceAll(/[^\p{L}\p{N}"\s-]+/gu, ' ')
    .replaceAll(/(?<=\S)-/g, ' ')
    .trim();
}
