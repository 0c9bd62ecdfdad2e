import { expect, test } from '@jest/globals';
import { chooseCollectors } from '../../../commands/ingest-state/choose-collectors.ts';

const all = ['a', 'b', 'c'].map((name) => ({ name }));

test('only these, but not those, in their own order', () => {
  const names = (only: string[] | null, skip: string[] = []): string[] =>
    chooseCollectors(all, only, skip).map(({ name }) => name);
  expect(names(null)).toEqual(['a', 'b', 'c']);
  expect(names(['c', 'a'])).toEqual(['a', 'c']);
  expect(names(null, ['b'])).toEqual(['a', 'c']);
  expect(() => names(['x'])).toThrow(`no collector 'x'`);
  expect(() => names(['a'], ['a'])).toThrow('no collector is left');
});
