import { describe, expect, test } from '@jest/globals';
import { openTimeMs } from '../../../../src/resilience/breaker/open-time.ts';

const RANGE = { baseMs: 5_000, maxMs: 20_000 };

describe('the open time', () => {
  test.each([
    [0, 0, 2_500],
    [0, 0.5, 3_750],
    [0, 1, 5_000],
    [1, 0, 5_000],
    [2, 1, 20_000],
    [3, 0, 10_000],
    [3, 1, 20_000],
    [4_000, 1, 20_000],
  ])('after %d trips with %d drawn is %d ms', (attempt, random, expected) => {
    expect(openTimeMs({ ...RANGE, attempt, random })).toBe(expected);
  });

  test('is never without end', () => {
    expect(openTimeMs({ baseMs: 0, maxMs: 20_000, attempt: 5_000, random: 1 })).toBe(0);
  });
});
