import { describe, expect, test } from '@jest/globals';
import { backoffMs, parseRetryAfter } from '../../../src/resilience/backoff.ts';

const calm = { attempt: 0, retryAfterMs: null, leastMs: 0, random: 0 };

describe('the wait before a retry', () => {
  test.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [40, 8_000],
  ])('grows with the retries: number %i waits %i ms', (attempt, expected) => {
    expect(backoffMs({ ...calm, attempt })).toBe(expected);
  });

  test('is spread by up to three quarters of a second', () => {
    expect(backoffMs({ ...calm, random: 0.999 })).toBeCloseTo(1_249, 0);
  });

  test('is what the upstream asks for, up to a minute', () => {
    expect(backoffMs({ ...calm, retryAfterMs: 2_000, random: 0.9 })).toBe(2_000);
    expect(backoffMs({ ...calm, retryAfterMs: 60_000 })).toBe(60_000);
    expect(backoffMs({ ...calm, retryAfterMs: 60_001 })).toBe(500);
    expect(backoffMs({ ...calm, retryAfterMs: 0 })).toBe(500);
  });

  test('is never shorter than configured, above the usual longest wait too', () => {
    expect(backoffMs({ ...calm, leastMs: 3_000 })).toBe(3_000);
    expect(backoffMs({ ...calm, leastMs: 20_000 })).toBe(20_000);
    expect(backoffMs({ ...calm, retryAfterMs: 1_000, leastMs: 3_000 })).toBe(3_000);
  });
});

describe('reading Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);

  test.each([
    ['2', 2_000],
    ['1.5', 1_500],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ])('%p is %i ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  test.each([[undefined], [''], ['-1'], ['soon'], ['1e999'], ['Wed, 31 Dec 2025 23:59:59 GMT']])(
    '%p says nothing',
    (value) => {
      expect(parseRetryAfter(value, now)).toBeNull();
    },
  );
});
