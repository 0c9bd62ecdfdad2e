import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  backoffMs,
  parseDuration,
  parseRetryAfter,
  readRetryAfter,
} from '../../../src/resilience/backoff.ts';

const calm = { previousMs: 0, retryAfterMs: null, leastMs: 0, random: 0 };
const ALMOST_ONE = 1 - 2 ** -53;

describe('the wait before a retry', () => {
  test.each([
    [0, 0, 500],
    [0, 0.5, 1_000],
    [0, ALMOST_ONE, 1_500],
    [100, ALMOST_ONE, 1_500],
    [1_500, 0, 500],
    [1_500, 0.5, 2_500],
    [2_000, ALMOST_ONE, 6_000],
    [8_000, ALMOST_ONE, 8_000],
    [60_000, 0.5, 8_000],
  ])('after %d ms before it, with %d drawn, is %d ms', (previousMs, random, expected) => {
    expect(backoffMs({ ...calm, previousMs, random })).toBeCloseTo(expected, 6);
  });

  test('begins small where nothing was waited for yet', () => {
    expect(backoffMs({ retryAfterMs: null, leastMs: 0, random: 0.5 })).toBe(1_000);
  });

  test('is what the upstream asks for, or up to a tenth more', () => {
    expect(backoffMs({ ...calm, retryAfterMs: 2_000 })).toBe(2_000);
    expect(backoffMs({ ...calm, retryAfterMs: 2_000, random: 0.5 })).toBe(2_100);
    expect(backoffMs({ ...calm, retryAfterMs: 2_000, previousMs: 8_000, random: 0.5 })).toBe(2_100);
    expect(backoffMs({ ...calm, retryAfterMs: 600_000 })).toBe(600_000);
  });

  test('is drawn as usual where the upstream asks for nothing', () => {
    expect(backoffMs({ ...calm, retryAfterMs: 0, random: 0.5 })).toBe(1_000);
  });

  test('is never shorter than configured, above the usual longest wait too', () => {
    expect(backoffMs({ ...calm, leastMs: 3_000 })).toBe(3_000);
    expect(backoffMs({ ...calm, leastMs: 20_000, random: 0.5 })).toBe(21_000);
    expect(backoffMs({ ...calm, retryAfterMs: 1_000, leastMs: 3_000 })).toBe(3_000);
  });

  test('is in its bounds whatever came before, and never sooner than named', () => {
    const input = fc.record({
      previousMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      retryAfterMs: fc.option(fc.double({ min: 1, max: 1e6, noNaN: true })),
      leastMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(input, (drawn) => {
        const waitMs = backoffMs(drawn);
        const named = Math.max(drawn.leastMs, drawn.retryAfterMs ?? 500);
        expect(waitMs).toBeGreaterThanOrEqual(named);
        const most = drawn.retryAfterMs === null ? Math.max(8_000, named * 1.1) : named * 1.1;
        expect(waitMs).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('spreads callers that failed together over the whole range', () => {
    const waits = [0.1, 0.3, 0.5, 0.7, 0.9].map((random) => backoffMs({ ...calm, random }));
    expect(waits).toEqual([600, 800, 1_000, 1_200, 1_400]);
  });
});

describe('reading Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);

  test.each([
    ['2', 2_000],
    ['1.25', 1_250],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['2026-01-01T00:00:30Z', 30_000],
    ['Thursday, 01-Jan-26 00:01:00 GMT', 60_000],
    ...['Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed', 'Thu'].map(
      (day, index) =>
        [`${day}, 0${index + 2} Jan 2026 00:00:00 GMT`, (index + 1) * 86_400_000] as const,
    ),
  ])('%p is %i ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  test.each([
    [undefined],
    [''],
    [' '],
    ['-1'],
    ['0x10'],
    ['1e3'],
    ['1e999'],
    ['1.2.3'],
    ['9'.repeat(400)],
    ['soon'],
    ['Soon'],
    ['12/31/2030'],
    ['in Jan 2030'],
    ['Soon 2030'],
    ['not Thu, 01 Jan 2030 00:00:00 GMT'],
    ['x2030-01-01T00:00:30Z'],
    ['Wed, 31 Dec 2025 23:59:59 GMT'],
    ['Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('%p says nothing', (value) => {
    expect(parseRetryAfter(value, now)).toBeNull();
  });
});

describe('reading how long an upstream wants to be left alone', () => {
  const now = Date.UTC(2026, 0, 1);
  const read = (headers: Readonly<Record<string, string>>) =>
    readRetryAfter((name) => headers[name], now);

  test('prefers milliseconds to seconds', () => {
    expect(read({ 'retry-after-ms': '1500', 'retry-after': '2' })).toBe(1_500);
    expect(read({ 'retry-after-ms': '0', 'retry-after': '2' })).toBe(0);
  });

  test('takes seconds where the milliseconds make no sense', () => {
    expect(read({ 'retry-after-ms': 'soon', 'retry-after': '2' })).toBe(2_000);
    expect(read({ 'retry-after': '2' })).toBe(2_000);
  });

  test('measures a date from the date of the answer', () => {
    const date = 'Thu, 01 Jan 2026 00:05:00 GMT';
    expect(read({ 'retry-after': 'Thu, 01 Jan 2026 00:05:30 GMT', date })).toBe(30_000);
  });

  test('measures a date from our own clock where the answer has none', () => {
    expect(read({ 'retry-after': 'Thu, 01 Jan 2026 00:05:30 GMT' })).toBe(330_000);
    expect(read({ 'retry-after': 'Thu, 01 Jan 2026 00:05:30 GMT', date: '?' })).toBe(330_000);
  });

  test('waits for the reset of the limit that is used up', () => {
    const tokens = {
      'x-ratelimit-remaining-requests': '12',
      'x-ratelimit-reset-requests': '8m0s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6s',
    };
    expect(read(tokens)).toBe(6_000);
    expect(read({ ...tokens, 'x-ratelimit-remaining-requests': '0' })).toBe(480_000);
    expect(read({ ...tokens, 'x-ratelimit-reset-tokens': 'soon' })).toBeNull();
    expect(read({ ...tokens, 'retry-after': '2' })).toBe(2_000);
  });

  test('finds nothing where nothing was said', () => {
    expect(read({})).toBeNull();
  });
});

describe('reading a duration', () => {
  test.each([
    ['6m0s', 360_000],
    ['1s', 1_000],
    ['17ms', 17],
    ['2m59.56s', 179_560],
    ['1h2m3s4ms', 3_723_004],
    ['23h59m59s', 86_399_000],
    ['1.25h', 4_500_000],
    ['0.25m', 15_000],
    ['1s500.25ms', 1_500.25],
    ['0s', 0],
  ])('%p is %d ms', (value, expected) => {
    expect(parseDuration(value)).toBeCloseTo(expected, 6);
  });

  test.each([
    [''],
    ['6'],
    ['6.5'],
    ['-1s'],
    ['1 s'],
    ['1s '],
    [' 1s'],
    ['.5s'],
    ['5.s'],
    ['3s2m'],
    ['1s1s'],
    ['1d'],
    ['soon'],
    ['2026-01-01T00:00:00Z'],
  ])('%p is none', (value) => {
    expect(parseDuration(value)).toBeNull();
  });
});
