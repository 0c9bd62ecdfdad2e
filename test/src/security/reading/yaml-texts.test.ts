import { expect, test } from '@jest/globals';
import { readYamlFile } from '../../../../src/config/yaml-document.ts';
import { textsOf, wordsOf } from '../../../../src/security/reading/yaml-texts.ts';

test('a command is a text or a list of words', () => {
  expect(wordsOf(readYamlFile('[a, 1, {b: c}, null]').roots[0] ?? null)).toEqual(['a', '1']);
  expect(wordsOf(readYamlFile('a b').roots[0] ?? null)).toEqual(['a b']);
  expect(wordsOf(null)).toEqual([]);
});

test('a map of texts leaves out what is none', () => {
  expect(textsOf(readYamlFile('{a: b, c: 1, d: null, e: []}').roots[0] ?? null)).toEqual({
    a: 'b',
    c: '1',
  });
});
