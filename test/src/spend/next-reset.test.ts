import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextReset } from '../../../src/spend/next-reset.ts';

function next(duration: string, now: string, zone?: string): string {
  return nextReset(duration, Date.parse(now), zone).toISOString().replace('.000Z', '');
}

describe('the next period of a budget', () => {
  // What LiteLLM's own function gives for the same.
  test.each([
    ['1d', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
    ['1d', '2026-02-02T00:00:00Z', '2026-02-03T00:00:00'],
    ['7d', '2026-01-31T10:20:30Z', '2026-02-02T00:00:00'],
    ['7d', '2026-02-02T00:00:00Z', '2026-02-09T00:00:00'],
    ['1w', '2026-01-31T10:20:30Z', '2026-02-02T00:00:00'],
    ['2w', '2026-01-31T10:20:30Z', '2026-02-14T00:00:00'],
    ['30d', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
    ['30d', '2026-12-31T23:30:00Z', '2027-01-01T00:00:00'],
    ['1mo', '2024-02-29T12:00:00Z', '2024-03-01T00:00:00'],
    ['14d', '2026-02-28T23:59:59Z', '2026-03-14T00:00:00'],
    ['60d', '2026-01-31T10:20:30Z', '2026-04-01T00:00:00'],
    ['1h', '2026-01-31T10:20:30Z', '2026-01-31T11:00:00'],
    ['5h', '2026-01-31T10:20:30Z', '2026-01-31T15:00:00'],
    ['24h', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
    ['15m', '2026-01-31T10:20:30Z', '2026-01-31T10:30:00'],
    ['45m', '2026-01-31T10:20:30Z', '2026-01-31T10:45:00'],
    ['90m', '2026-01-31T10:20:30Z', '2026-01-31T11:30:00'],
    ['30s', '2026-01-31T10:20:30Z', '2026-01-31T10:21:00'],
    ['daily', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
    ['Monthly', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
    ['nonsense', '2026-01-31T10:20:30Z', '2026-02-01T00:00:00'],
  ])('of %s after %s is %s', (duration, now, expected) => {
    expect(next(duration, now)).toBe(expected);
  });

  test.each([
    ['1d', '2026-03-08T06:30:00Z', 'America/New_York', '2026-03-09T04:00:00'],
    ['1d', '2026-11-01T05:30:00Z', 'America/New_York', '2026-11-02T05:00:00'],
    ['1h', '2026-03-29T00:30:00Z', 'Europe/Berlin', '2026-03-29T01:00:00'],
    ['30d', '2026-10-25T00:15:00Z', 'Europe/Berlin', '2026-10-31T23:00:00'],
    ['7d', '2026-01-31T10:20:30Z', 'Asia/Kolkata', '2026-02-01T18:30:00'],
    ['1d', '2026-01-31T10:20:30Z', 'Atlantis/Capital', '2026-02-01T00:00:00'],
  ])('of %s after %s in %s is %s', (duration, now, zone, expected) => {
    expect(next(duration, now, zone)).toBe(expected);
  });

  test('comes at once where the clock jumps over midnight', () => {
    expect(next('1d', '2026-09-06T03:30:00Z', 'America/Santiago')).toBe('2026-09-06T04:00:00');
  });

  test('is not in the hour that has been when the clock goes back', () => {
    expect(next('10m', '2026-11-01T06:30:00Z', 'America/New_York')).toBe('2026-11-01T06:40:00');
  });

  test('of two days in hours is in two days, where LiteLLM takes the next midnight', () => {
    expect(next('48h', '2026-01-31T10:20:30Z')).toBe('2026-02-02T00:00:00');
  });

  test('of several months is that many months on, where LiteLLM knows one only', () => {
    expect(next('3mo', '2026-01-31T10:20:30Z')).toBe('2026-04-01T00:00:00');
  });

  test('has a year of four digits', () => {
    expect(next('999999mo', '2026-01-31T10:20:30Z')).toBe('9999-01-01T00:00:00');
  });

  test('always is in the future, whatever the duration', () => {
    const duration = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.nat(100_000), fc.constantFrom('s', 'm', 'h', 'd', 'w', 'mo'))
        .map((x) => x.join('')),
    );
    const zone = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia');
    const now = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(duration, now, zone, (text, nowMs, timeZone) => {
        expect(nextReset(text, nowMs, timeZone).getTime()).toBeGreaterThan(nowMs);
      }),
    );
  });
});
