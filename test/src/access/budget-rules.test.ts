import { describe, expect, test } from '@jest/globals';
import { compileBudget, compileModelBudgets } from '../../../src/access/budget-rules.ts';
import { NO_SNAPSHOT } from '../../../src/db/snapshot.ts';
import { limits } from '../../support/access-rows.ts';

const READING = { snapshot: NO_SNAPSHOT, mark: 7 };
const KEY = { target: 'key', ids: ['k'] } as const;
const TEAM = { target: 'team', ids: ['t'] } as const;

describe('a budget', () => {
  test('is made of a row', () => {
    const given = limits({ maxBudget: 5, softBudget: 3, resetAtMs: 9 });
    expect(compileBudget({ entity: TEAM, spend: 2, limits: given }, READING)).toEqual({
      account: 'team:t',
      row: { spend: 2, resetAtMs: 9, snapshot: NO_SNAPSHOT, mark: 7 },
      entity: TEAM,
      binds: true,
      max: 5,
      soft: 3,
      raise: null,
    });
  });

  test('is kept for keys without one, and for nobody else', () => {
    expect(compileBudget({ entity: KEY, spend: 2, limits: limits() }, READING)).not.toBeNull();
    expect(compileBudget({ entity: TEAM, spend: 2, limits: limits() }, READING)).toBeNull();
  });

  test.each(['organization', 'project', 'tag', 'end_user'] as const)(
    'of a %s begins anew',
    (target) => {
      const owner = {
        entity: { target, ids: ['x'] },
        spend: 2,
        limits: limits({ maxBudget: 1, resetAtMs: 9 }),
      };
      expect(compileBudget(owner, READING)?.row.resetAtMs).toBe(9);
    },
  );

  test.each([
    [{ temp_budget_increase: 5, temp_budget_expiry: '2026-01-01' }, true],
    [{ temp_budget_increase: '5', temp_budget_expiry: '2026-01-01' }, true],
    [{ temp_budget_increase: 5 }, false],
    [{ temp_budget_increase: 'much', temp_budget_expiry: '2026-01-01' }, false],
    [{ temp_budget_increase: 5, temp_budget_expiry: 'soon' }, false],
  ])('with the metadata %j is raised: %s', (metadata, isRaised) => {
    const rule = compileBudget({ entity: KEY, spend: 0, limits: limits(), metadata }, READING);
    const raise = { amount: 5, untilMs: Date.UTC(2026, 0, 1) };
    expect(rule?.raise).toEqual(isRaised ? raise : null);
  });
});

test.each([
  [{ m: { budget_limit: 1, time_period: '1d' } }, 1, 86_400_000],
  [{ m: { max_budget: '2.5', budget_duration: '1h' } }, 2.5, 3_600_000],
  [{ m: { budget_limit: 1 } }, 1, null],
  [{ m: 3 }, 3, null],
])('the budget of a model is read from %j', (json, max, windowMs) => {
  expect(compileModelBudgets('k', json).get('m')).toEqual({ id: 'k:m', model: 'm', max, windowMs });
});

test('what is no budget of a model is left aside', () => {
  expect(
    compileModelBudgets('k', { a: null, b: {}, c: 'x', d: [], e: { budget_limit: null } }).size,
  ).toBe(0);
});
