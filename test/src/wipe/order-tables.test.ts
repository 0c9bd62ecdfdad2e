import { expect, test } from '@jest/globals';
import { RELATIONS } from '../../../src/db/litellm/relations.ts';
import { LITELLM_TABLES } from '../../../src/db/litellm/tables.ts';
import { childrenFirst } from '../../../src/wipe/order-tables.ts';

test('whoever refers comes before what it refers to, for all of LiteLLM', () => {
  const names = LITELLM_TABLES.map(({ name }) => name);
  const references = RELATIONS.map(({ table, parent }) => ({ by: table, on: parent }));
  const sorted = childrenFirst(names, references);
  expect([...sorted].sort()).toEqual([...names].sort());
  for (const { by, on } of references) expect(sorted.indexOf(by)).toBeLessThan(sorted.indexOf(on));
});

test('a circle and a table that refers to itself end too', () => {
  const circle = [
    { by: 'a', on: 'b' },
    { by: 'b', on: 'a' },
    { by: 'c', on: 'c' },
  ];
  expect(childrenFirst(['a', 'b', 'c'], circle)).toEqual(['c', 'a', 'b']);
});

test('references to tables that are not there do not count', () => {
  expect(childrenFirst(['a'], [{ by: 'x', on: 'a' }])).toEqual(['a']);
});
