import { describe, expect, test } from '@jest/globals';
import { comparePatterns, compileWildcard, fillWildcard } from '../../../src/gateway/wildcard.ts';

describe('a pattern', () => {
  test.each([
    ['openai/*', 'openai/gpt-4o', true],
    ['openai/*', 'openai/', true],
    ['openai/*', 'azure/openai/x', false],
    ['*', 'anything/at/all', true],
    ['*', 'with\nline', true],
    ['*-mini', 'gpt-mini', true],
    ['*-mini', 'gpt-mini-2024', true],
    ['gpt.4*', 'gpt-4o', false],
    ['gpt.4*', 'gpt.4o', true],
    ['a(b)*[c]+', 'a(b)x[c]+', true],
    [String.raw`a\d*`, 'a1', false],
  ])('%p meets %p: %p', (pattern, name, matches) => {
    expect(compileWildcard(pattern).regex.test(name)).toBe(matches);
  });

  test('is looked at before shorter ones and before those with fewer stars', () => {
    const patterns = ['*', 'openai/*', 'openai/gpt-*', 'openai/g*t*', 'openai/ab*-*'];
    const sorted = patterns.map(compileWildcard).sort(comparePatterns);
    expect(sorted.map(({ pattern }) => pattern)).toEqual([
      'openai/ab*-*',
      'openai/gpt-*',
      'openai/g*t*',
      'openai/*',
      '*',
    ]);
  });
});

describe('filling the stars of a model', () => {
  test.each([
    ['gpt-4o', 'x/y', 'x/*', 'gpt-4o'],
    ['*', 'openai/gpt-4o', 'openai/*', 'gpt-4o'],
    ['*', 'gpt-4o', '*', 'gpt-4o'],
    ['*-v2', 'a/b/c', 'a/*', 'b/c-v2'],
    ['*/*', 'one-two', '*-*', 'one/two'],
    ['*', 'one-two', '*-*', 'one-two'],
    ['*:*', 'openai/gpt', 'openai/*', 'gpt:openai/gpt'],
    ['*', 'x/$&$1', 'x/*', '$&$1'],
  ])('%p for %p by %p gives %p', (model, requested, pattern, expected) => {
    expect(fillWildcard(model, requested, compileWildcard(pattern))).toBe(expected);
  });
});
