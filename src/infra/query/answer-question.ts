import type { Queryable } from '../../db/database.ts';
import {
  findNamed,
  searchAnyWord,
  searchDocs,
  type DocSearch,
} from '../../db/queries/infra-search-docs.ts';
import { readFreshness } from '../../db/queries/infra-read-current.ts';
import {
  readFacts,
  readLinks,
  readSamples,
  type FactRow,
} from '../../db/queries/infra-read-facts.ts';
import { fuseRanks } from './fuse-ranks.ts';
import type { Answer, Fact, Question } from './question.ts';

/** How many a ranker may name: what is behind that has nothing to do with the question. */
const MOST_CANDIDATES = 200;
/** To be called exactly what was asked for says more than to have the words somewhere. */
const NAMED_WEIGHT = 3;

/**
 * Answers a question from the store: full-text search and exact names for words, filters, links, last
 * values, and how fresh all that is. Reads only. Rejects with the faults of the database.
 */
export async function answerQuestion(db: Queryable, question: Question): Promise<Answer> {
  const ranked = question.words === null ? null : await rank(db, question, question.words);
  const rows = await readRows(db, question, ranked?.ids ?? null);
  const shown = rows.slice(0, question.limit);
  const facts = await complete(db, question, shown);
  const freshness = await readFreshness(db, question.host);
  const used = new Set(facts.map(({ host, collector }) => `${host}\t${collector}`));
  return {
    facts,
    truncated: rows.length > question.limit,
    matched: ranked?.matched ?? 'none',
    freshness: freshness.toSorted(
      (a, b) =>
        Number(used.has(`${b.host}\t${b.collector}`)) -
        Number(used.has(`${a.host}\t${a.collector}`)),
    ),
  };
}

interface Ranked {
  readonly ids: readonly number[];
  readonly matched: 'all' | 'any';
}

/** All words first; only where that finds nothing, any of them. */
async function rank(db: Queryable, question: Question, words: string): Promise<Ranked> {
  const { kinds, host, atMs } = question;
  const at = atMs === null ? null : new Date(atMs);
  const search: DocSearch = { words, kinds, host, at, limit: MOST_CANDIDATES };
  const texts = await searchDocs(db, search);
  const named = await findNamed(db, search);
  if (texts.length > 0) {
    const both = new Set(texts);
    const exact = { ids: named.filter((id) => both.has(id)), weight: NAMED_WEIGHT };
    return { ids: fuseRanks([{ ids: texts, weight: 1 }, exact]), matched: 'all' };
  }
  const some = await searchAnyWord(db, search);
  const lists = [
    { ids: some, weight: 1 },
    { ids: named, weight: NAMED_WEIGHT },
  ];
  return { ids: fuseRanks(lists), matched: 'any' };
}

/** In the order of the ranks where there are any. */
async function readRows(
  db: Queryable,
  { kinds, host, where, atMs, limit }: Question,
  ids: readonly number[] | null,
): Promise<readonly FactRow[]> {
  const at = atMs === null ? null : new Date(atMs);
  if (ids === null) return readFacts(db, { kinds, host, where, ids, at, limit });
  if (ids.length === 0) return [];
  const rows = await readFacts(db, { kinds, host, where, ids, at, limit: ids.length });
  const order = new Map(ids.map((id, place) => [id, place]));
  return rows
    .toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .slice(0, limit + 1);
}

async function complete(
  db: Queryable,
  { atMs }: Question,
  rows: readonly FactRow[],
): Promise<readonly Fact[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const links = await readLinks(db, ids, atMs === null ? null : new Date(atMs));
  const samples = atMs === null ? await readSamples(db, ids) : [];
  return rows.map((row) => ({
    ...row,
    links: links
      .filter(({ id }) => id === row.id)
      .map(({ outgoing, rel, kind, key, name }) => ({ outgoing, rel, kind, key, name })),
    samples: Object.fromEntries(
      samples.filter(({ id }) => id === row.id).map(({ name, value }) => [name, value]),
    ),
  }));
}
