import { expect, test } from '@jest/globals';
import { parseDuration, parseUtc } from '../../../src/access/duration.ts';

test.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['1w', 604_800_000],
  ['1mo', 2_592_000_000],
  [' 1d ', 86_400_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([[''], ['0d'], ['d'], ['1'], ['-1d'], ['1y'], ['1.5h'], [5], [null], [undefined]])(
  '%p is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test.each([
  ['2026-01-02T03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02T03:04:05.123456', Date.UTC(2026, 0, 2, 3, 4, 5, 123)],
  ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02T03:04:05+02:00', Date.UTC(2026, 0, 2, 1, 4, 5)],
  ['2026-01-02 03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['2026-01-02', Date.UTC(2026, 0, 2)],
])('%s is read as UTC unless it says otherwise', (text, ms) => {
  expect(parseUtc(text)).toBe(ms);
});

test.each([['soon'], [''], [5], [null]])('%p is no time', (text) => {
  expect(parseUtc(text)).toBeNull();
});
