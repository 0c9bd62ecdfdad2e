import { expect, test } from '@jest/globals';
import { looksRandom, secretSpans } from '../../../src/infra/secret-spans.ts';

const nothing = (): never[] => [];

test('spans come in order and do not overlap', () => {
  const text = 'token=abcdef password: "ghi jkl" sk-aaaaaaaaaaaaaaaa';
  const spans = secretSpans(text, () => [
    { start: 8, end: 12 },
    { start: 0, end: 7 },
  ]);
  expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
    'token=abcdef',
    'ghi jkl',
    'sk-aaaaaaaaaaaaaaaa',
  ]);
});

test('placeholders are no secrets', () => {
  for (const value of ['os.environ/KEY', '$KEY', 'not-needed', '<your-key>', '****']) {
    expect(secretSpans(`api_key: ${value}`, nothing)).toEqual([]);
  }
});

test('hexadecimal digests and words are not random, keys are', () => {
  expect(looksRandom('2c26b46b68ffc68ff99b453c1d304134')).toBe(false);
  expect(looksRandom('AVeryLongIdentifierInCamelCase')).toBe(false);
  expect(looksRandom('q8Zt3LmW9xK2vB7nR4pY6sDf')).toBe(true);
});

test('a text of a megabyte takes a moment', () => {
  const started = performance.now();
  secretSpans('a=b-c.d/e://f@g:h '.repeat(58_000), nothing);
  secretSpans('a'.repeat(1_000_000), nothing);
  secretSpans('-_'.repeat(500_000), nothing);
  expect(performance.now() - started).toBeLessThan(3_000);
});
