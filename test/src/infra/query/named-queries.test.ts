import { expect, test } from '@jest/globals';
import { NAMED_QUERIES, toQuestion } from '../../../../src/infra/query/named-queries.ts';

const nothing = { words: 'x', kinds: [], host: 'h', where: [], atMs: null, limit: 5 };

test('each has a name of its own, and can be asked', () => {
  const names = NAMED_QUERIES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const query of NAMED_QUERIES) {
    expect(toQuestion(query, nothing)).toMatchObject({ words: null, host: 'h', limit: 5 });
  }
});

test('filters of the command line come on top', () => {
  const query = NAMED_QUERIES.find(({ name }) => name === 'failed-units');
  if (query === undefined) throw new RangeError('none');
  const where = [{ path: ['user'], op: '=' as const, values: ['llm'] }];
  expect(toQuestion(query, { ...nothing, where }).where).toEqual([
    { path: ['active'], op: '=', values: ['failed'] },
    ...where,
  ]);
});
