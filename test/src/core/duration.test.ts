import { expect, test } from '@jest/globals';
import { describeDuration, parseDuration } from '../../../src/core/duration.ts';

test.each([
  ['90', 90_000],
  ['1.5s', 1_500],
  ['250ms', 250],
  ['15m', 900_000],
  ['1h30m', 5_400_000],
  ['30d', 2_592_000_000],
  ['1w', 604_800_000],
  ['', null],
  ['soon', null],
  ['-1s', null],
  ['1y', null],
  ['1h x', null],
])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [-5, '0 s'],
  [119_999, '119 s'],
  [120_000, '2 min'],
  [7_199_000, '119 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%d ms are %s', (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
