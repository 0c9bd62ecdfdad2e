import { expect, test } from '@jest/globals';
import { fuseRanks } from '../../../../src/infra/query/fuse-ranks.ts';

test('two rankers that agree beat one, weight beats place, ties go by id', () => {
  const list = (
    ids: readonly number[],
    weight = 1,
  ): { ids: readonly number[]; weight: number } => ({ ids, weight });
  expect(fuseRanks([list([1, 2, 3]), list([3, 4])])).toEqual([3, 1, 2, 4]);
  expect(fuseRanks([list([1, 2]), list([2], 3)])).toEqual([2, 1]);
  expect(fuseRanks([list([9]), list([4])])).toEqual([4, 9]);
  expect(fuseRanks([])).toEqual([]);
});
