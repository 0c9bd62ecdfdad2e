import { expect, test } from '@jest/globals';
import { GroupState } from '../../../src/gateway/group-state.ts';

const RETRIES = { ratio: 0.2, minPerSecond: 3, ttlMs: 10_000 };

test('a group keeps what it measured over a reload, and takes the new limits', () => {
  const before = new GroupState({ retries: RETRIES, maxHedgeShare: 0.05, previous: undefined });
  const after = new GroupState({
    retries: { ...RETRIES, minPerSecond: 0, ratio: 0 },
    maxHedgeShare: 0,
    previous: before,
  });
  expect(after.firstTokens).toBe(before.firstTokens);
  expect(before.retryBudget.tryWithdraw(0)).toBe(true);
  expect(after.retryBudget.tryWithdraw(0)).toBe(false);
});
