import { describe, expect, test } from '@jest/globals';
import { overBudget, readLimits } from '../../../../src/db/queries/read-limits.ts';
import { limits } from '../../../support/access-rows.ts';

test('reads the columns of one table of a row', () => {
  const row = {
    'b.max_budget': 1,
    'b.soft_budget': 2,
    'b.rpm_limit': 3,
    'b.tpm_limit': 4,
    'b.max_parallel_requests': 5,
    'b.budget_reset_at': new Date(6),
    'b.model_max_budget': { m: 7 },
    'b.budget_duration': '1d',
    'c.max_budget': 8,
  };
  expect(readLimits(row, 'b')).toEqual({
    maxBudget: 1,
    softBudget: 2,
    rpm: 3,
    tpm: 4,
    parallel: 5,
    resetAtMs: 6,
    modelMaxBudget: { m: 7 },
    hasWindow: true,
  });
  expect(readLimits({}, 'b')).toEqual(limits());
  expect(readLimits({ 'b.budget_reset_at': new Date(6) }, 'b').resetAtMs).toBeNull();
});

describe('a key with a linked budget', () => {
  const budget = limits({ maxBudget: 1, rpm: 2, resetAtMs: 3, modelMaxBudget: { b: 1 } });

  test('has the limits of the budget where it has none of its own', () => {
    expect(overBudget(limits({ maxBudget: 0 }), budget)).toMatchObject({
      maxBudget: 0,
      rpm: 2,
      modelMaxBudget: { b: 1 },
    });
    const own = limits({ modelMaxBudget: { own: 1 } });
    expect(overBudget(own, budget).modelMaxBudget).toEqual({ own: 1 });
  });

  test('begins anew with the budget, unless it has a window of its own', () => {
    expect(overBudget(limits({ resetAtMs: 9 }), budget).resetAtMs).toBe(3);
    expect(overBudget(limits({ resetAtMs: 9, hasWindow: true }), budget).resetAtMs).toBe(9);
  });
});
