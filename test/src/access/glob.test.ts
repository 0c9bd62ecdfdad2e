import { expect, test } from '@jest/globals';
import { matchesGlob } from '../../../src/access/glob.ts';

test.each([
  ['openai/*', 'openai/gpt-4o', true],
  ['openai/*', 'openai/', true],
  ['openai/*', 'xopenai/gpt', false],
  ['openai/*', 'openai', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['gpt-4', 'gpt-4', true],
  ['gpt-4', 'gpt-4o', false],
  ['*-mini', 'gpt-4o-mini', true],
  ['*-mini', 'gpt-4o-mini-2', false],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['a**b', 'ab', true],
  ['openai/gpt.4', 'openai/gptx4', false],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test('a pattern made to be slow is not', () => {
  const pattern = `${'*a'.repeat(50)}*b`;
  const startedAt = performance.now();
  expect(matchesGlob(pattern, 'a'.repeat(100_000))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
