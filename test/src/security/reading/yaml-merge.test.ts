import { describe, expect, test } from '@jest/globals';
import { readYamlFile, yamlText, type YamlNode } from '../../../../src/config/yaml-document.ts';
import { mergedChild, mergedEntries } from '../../../../src/security/reading/yaml-merge.ts';

function root(text: string): YamlNode | null {
  return readYamlFile(text).roots.at(-1) ?? null;
}

const SHARED = 'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\n';

describe('a map that takes others over', () => {
  test('has their entries where it has none of its own, of two the first', () => {
    const map = mergedChild(root(`${SHARED}c: {<<: [*a, *b], x: 3}\n`), 'c');
    expect(mergedEntries(map).map(({ key, value }) => [key, yamlText(value)])).toEqual([
      ['x', '3'],
      ['y', '1'],
      ['z', '2'],
    ]);
  });

  test('takes one over as well as a list', () => {
    const map = mergedChild(root(`${SHARED}c: {<<: *a}\n`), 'c');
    expect(yamlText(mergedChild(map, 'x'))).toBe('1');
    expect(mergedChild(map, 'z')).toBeNull();
  });

  test('is none when it is something else', () => {
    expect(mergedEntries(null)).toEqual([]);
    expect(mergedChild(root('[1]'), 'a')).toBeNull();
  });
});
