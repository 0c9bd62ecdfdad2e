import { expect, test } from '@jest/globals';
import { compileEndUser, compileTags } from '../../../src/access/known-customer.ts';
import { NO_SNAPSHOT } from '../../../src/db/snapshot.ts';
import { limits } from '../../support/access-rows.ts';

const ROW = { spend: 2, snapshot: NO_SNAPSHOT };

test('an end user has a budget and rates where there are limits', () => {
  const base = { ...ROW, id: 'c1', blocked: true, budgetId: 'b1' };
  expect(compileEndUser({ ...base, limits: limits() }, 3)).toEqual({
    id: 'c1',
    blocked: true,
    budgetId: 'b1',
    budget: null,
    rate: null,
  });
  const limited = compileEndUser({ ...base, limits: limits({ maxBudget: 5, tpm: 6 }) }, 3);
  expect(limited.budget).toMatchObject({
    account: 'end_user:c1',
    max: 5,
    row: { spend: 2, mark: 3 },
  });
  expect(limited.rate).toMatchObject({ id: 'end_user:c1', tpm: 6 });
});

test('tags are found by name', () => {
  const tags = compileTags(
    new Map([
      ['a', { ...ROW, name: 'a', limits: limits({ maxBudget: 5 }) }],
      ['b', { ...ROW, name: 'b', limits: limits() }],
    ]),
    3,
  );
  expect([...tags.keys()]).toEqual(['a']);
  expect(tags.get('a')).toMatchObject({ account: 'tag:a', max: 5 });
});
