import { suggest } from '../../src/core/suggest.ts';
import type { Queryable } from '../../src/db/database.ts';
import { readFields } from '../../src/db/queries/infra-read-facts.ts';
import { answerQuestion } from '../../src/infra/query/answer-question.ts';
import type { Answer, Question } from '../../src/infra/query/question.ts';

const COLUMNS = new Set(['kind', 'host', 'key', 'name', 'collector']);

/** Why an answer is empty: what is not known at all, or which filter took everything away. */
export async function explainEmpty(
  db: Queryable,
  question: Question,
  { freshness }: Answer,
): Promise<readonly string[]> {
  const fields = await readFields(db, []);
  const kinds = [...new Set(fields.map(({ kind }) => kind))];
  const unknownKind = question.kinds.find((kind) => !kinds.includes(kind));
  if (unknownKind !== undefined)
    return [`nothing of kind ${unknownKind}: ${hint(unknownKind, kinds)}`];
  const hosts = [...new Set(freshness.map(({ host }) => host))];
  if (question.host !== null && !hosts.includes(question.host)) {
    return [`nothing of host ${question.host} was ever stored`];
  }
  const known = fields
    .filter(({ kind }) => question.kinds.length === 0 || question.kinds.includes(kind))
    .map(({ field }) => field);
  for (const { path } of question.where) {
    const [first = ''] = path;
    if (COLUMNS.has(first) || known.includes(first)) continue;
    return [`no fact has a field ${first}: ${hint(first, [...new Set(known)])}`];
  }
  return [await culprit(db, question)];
}

/** The first filter without which there would be something. */
async function culprit(db: Queryable, question: Question): Promise<string> {
  const { where, words, kinds, host } = question;
  const without: readonly (readonly [string, Partial<Question>])[] = [
    ...where.map(({ path, op, values }, at): [string, Partial<Question>] => [
      `--where ${path.join('.')} ${op} ${values.join(',')}`,
      { where: where.filter((_, other) => other !== at) },
    ]),
    ...(kinds.length > 0 ? [[`--kind ${kinds.join(',')}`, { kinds: [] }] as const] : []),
    ...(host === null ? [] : [[`--host ${host}`, { host: null }] as const]),
    ...(words === null ? [] : [[`the words`, { words: null }] as const]),
  ];
  for (const [name, change] of without) {
    const { facts } = await answerQuestion(db, { ...question, ...change, limit: 1 });
    if (facts.length > 0) return `nothing was found: ${name} leaves nothing`;
  }
  return 'nothing was found';
}

function hint(word: string, known: readonly string[]): string {
  const meant = suggest(word, known);
  if (meant !== null) return `did you mean ${meant}?`;
  return known.length === 0
    ? 'nothing was stored yet'
    : `there are ${known.slice(0, 20).join(', ')}`;
}
