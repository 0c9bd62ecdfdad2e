import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  readYamlFile,
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlEntry,
  yamlItems,
  yamlScalars,
  yamlText,
  type YamlNode,
} from '../../../src/config/yaml-document.ts';

const TEXT = `# head
a: &x "two words"   # why
b:
  - c: no
    d: [1, *x]
  - |
    block
`;

function rootOf(text: string): YamlNode {
  const [root] = readYamlFile(text).roots;
  if (root === undefined) throw new Error('no document');
  return root;
}

describe('readYamlFile', () => {
  const root = rootOf(TEXT);

  test('spans are the text as it is written, quotes included', () => {
    const spans = [...yamlScalars(root)].map(({ scalar }) => TEXT.slice(scalar.start, scalar.end));
    expect(spans).toEqual(['"two words"', 'no', '1', '"two words"', '|\n    block\n']);
  });

  test('paths are dotted; an alias is read where it is used and stands where its anchor is', () => {
    const paths = [...yamlScalars(root)].map(({ key, scalar }) => `${key} ${scalar.path}`);
    expect(paths).toEqual(['a a', 'c b[0].c', 'd b[0].d[0]', 'd b[0].d[1]', 'b b[1]']);
  });

  test('values are as PyYAML reads them', () => {
    expect(yamlAt(root, 'b')?.kind).toBe('list');
    const [first = null] = yamlItems(yamlChild(root, 'b'));
    expect(yamlChild(first, 'c')).toMatchObject({ value: false, text: 'no', style: 'plain' });
    expect(yamlBoolean(yamlChild(first, 'c'))).toBe(false);
    expect(yamlText(yamlChild(root, 'a'))).toBe('two words');
  });

  test('of equal keys the last counts, and both are there', () => {
    const twice = rootOf('a: 1\na: 2\n');
    expect(yamlText(yamlChild(twice, 'a'))).toBe('2');
    expect(twice.kind === 'map' && twice.entries).toHaveLength(2);
    expect(yamlEntry(twice, 'a')?.keyStart).toBe(5);
  });

  test('every document of the file is read, and what is wrong is told with its place', () => {
    expect(readYamlFile('a: 1\n---\nb: 2\n').roots).toHaveLength(2);
    const broken = readYamlFile('a: [1\nb: 2\n');
    expect(broken.errors.length).toBeGreaterThan(0);
  });

  test('an alias of itself and a bomb end', () => {
    expect(rootOf('a: &a [*a]\n')).toBeDefined();
    const lines = Array.from(
      { length: 30 },
      (_, at) => `k${at + 1}: &k${at + 1} [*k${at}, *k${at}]`,
    );
    const bomb = readYamlFile(`k0: &k0 [x, x]\n${lines.join('\n')}\n`);
    expect([...yamlScalars(bomb.roots[0] ?? rootOf('a: 1'))].length).toBeLessThan(400_000);
  });

  test('whatever the text: it never throws, and places stay inside', () => {
    const soup = fc.array(
      fc.constantFrom(
        'a: ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '&x ',
        '*x ',
        '|\n',
        '"',
        "'",
        '#',
        '\n',
        '\t',
        '  ',
        'b',
        '---\n',
        '\r\n',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        const { roots, errors } = readYamlFile(text);
        for (const { offset } of errors) expect(offset).toBeLessThanOrEqual(text.length);
        for (const root of roots) {
          for (const { scalar } of yamlScalars(root)) {
            expect(scalar.start).toBeLessThanOrEqual(scalar.end);
            expect(scalar.end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('flags are read as LiteLLM reads them', () => {
  const root = rootOf('a: yes\nb: "True"\nc: 1\nd: maybe\n');
  expect(['a', 'b', 'c', 'd'].map((key) => yamlBoolean(yamlChild(root, key)))).toEqual([
    true,
    true,
    null,
    null,
  ]);
});
