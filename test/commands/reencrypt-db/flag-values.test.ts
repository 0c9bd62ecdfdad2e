import { expect, test } from '@jest/globals';
import {
  parseCount,
  parseDuration,
  parseWord,
} from '../../../commands/reencrypt-db/flag-values.ts';

test('times have a unit, or are seconds', () => {
  const read = ['500ms', '10s', '1.5m', '2h', '3', '0s'].map((text) => parseDuration('--t', text));
  expect(read).toEqual([500, 10_000, 90_000, 7_200_000, 3_000, 0]);
});

test.each(['', '-1s', 'soon', '25h', '1d', '1e9'])('"%s" is no time', (text) => {
  expect(() => parseDuration('--t', text)).toThrow(/--t takes a time/);
});

test('counts keep to their bounds', () => {
  expect(parseCount('--batch', '1000', [1, 10_000])).toBe(1_000);
  for (const text of ['0', '10001', '1.5', 'x', '']) {
    expect(() => parseCount('--batch', text, [1, 10_000])).toThrow(/--batch takes a whole number/);
  }
});

test('words are of a list, and what is not is not repeated', () => {
  expect(parseWord('--mode', 'online', ['atomic', 'online'])).toBe('online');
  expect(() => parseWord('--mode', 'sk-secret', ['atomic', 'online'])).toThrow(
    /^--mode takes one of atomic, online$/,
  );
});
