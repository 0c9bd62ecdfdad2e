import { expect, test } from '@jest/globals';
import { billedUsd, whole } from '../../../src/spend/billed.ts';
import { spendEvent } from '../../support/spend-events.ts';

test.each([
  [{}, 0.125],
  [{ status: 'failure' as const }, 0],
  [{ costUsd: -1 }, 0],
  [{ costUsd: NaN }, 0],
  [{ costUsd: Infinity }, 0],
])('of %j %d dollars are billed', (changes, expected) => {
  expect(billedUsd(spendEvent(changes))).toBe(expected);
});

test.each([
  [1.5, 2],
  [-1, 0],
  [NaN, 0],
  [1e12, 2_147_483_647],
])('%d is counted as %d', (value, expected) => {
  expect(whole(value)).toBe(expected);
});
