import { beforeAll, expect, test } from '@jest/globals';
import {
  findNamed,
  searchAnyWord,
  searchDocs,
  type DocSearch,
} from '../../../../src/db/queries/infra-search-docs.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { snapshot, store } from '../../../support/infra-store.ts';

const rig = useInfraDatabase();
const T0 = Date.UTC(2026, 10, 23);
beforeAll(async () => {
  const text = (key: string, value: string): object => ({
    kind: 'x',
    key,
    name: key,
    body: { value },
  });
  const entities = [
    text('one', 'vllm.entrypoints on gw-1'),
    text('two', 'servers of gw-2'),
    text('T/4000', 'two'),
  ] as never;
  await store(rig.database, snapshot(T0, { entities }));
});

const search = (words: string, parts: Partial<DocSearch> = {}): DocSearch => ({
  ...{ words, kinds: [], host: null, at: null, limit: 10 },
  ...parts,
});

test('all words, any word, the very name', async () => {
  const count = async (find: typeof searchDocs, words: string): Promise<number> =>
    (await find(rig.database, search(words))).length;
  expect(await count(searchDocs, 'vllm gw-1')).toBe(1);
  expect(await count(searchDocs, 'vllm servers')).toBe(0);
  expect(await count(searchAnyWord, 'vllm server nothing')).toBe(2);
  expect(await count(findNamed, 'where is t/4000?')).toBe(1);
  expect(await count(findNamed, 'TWO')).toBe(1);
  expect(await count(findNamed, '-two')).toBe(0);
});

test('scope and moment hold for each of them', async () => {
  for (const find of [searchDocs, searchAnyWord, findNamed]) {
    expect(await find(rig.database, search('two', { at: new Date(T0) }))).not.toEqual([]);
    expect(await find(rig.database, search('two', { at: new Date(T0 - 1) }))).toEqual([]);
    expect(await find(rig.database, search('two', { kinds: ['y'] }))).toEqual([]);
    expect(await find(rig.database, search('two', { host: 'other' }))).toEqual([]);
  }
});

test.each([`'`, `"`, '\\', '& | !', '((', ':*', '-', '" -', `'; DROP TABLE x; --`, '\u{1F600}'])(
  'no text breaks it: %s',
  async (words) => {
    for (const find of [searchDocs, searchAnyWord, findNamed]) {
      expect(Array.isArray(await find(rig.database, search(words)))).toBe(true);
    }
  },
);
