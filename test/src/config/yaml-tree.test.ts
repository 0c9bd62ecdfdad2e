import { describe, expect, test } from '@jest/globals';
import { LineCounter, parseDocument } from 'yaml';
import { FindingLog } from '../../../src/config/finding-log.ts';
import { toPlain } from '../../../src/config/node.ts';
import { buildTree, toPosition } from '../../../src/config/yaml-tree.ts';

function build(text: string) {
  const lines = new LineCounter();
  const log = new FindingLog();
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    lineCounter: lines,
  });
  return { node: buildTree(document, { file: 'f', lines, log }), log, lines };
}

describe('buildTree', () => {
  test('shares what aliases name', () => {
    const { node } = build('a: &x {k: v}\nb: *x\n');
    const [a, b] = node.kind === 'map' ? [...node.entries.values()] : [];
    expect(a?.value).toBe(b?.value);
  });

  test('merges wherever the `<<` stands', () => {
    const { node } = build('base: &b {x: 1}\nown:\n  x: 2\n  <<: *b\n');
    expect(toPlain(node)).toMatchObject({ own: { x: 2 } });
  });

  test('refuses to merge what is no map', () => {
    const { log } = build('a: &a [1]\nb:\n  <<: *a\n');
    expect(log.sorted(['f'])).toMatchObject([{ name: 'invalid-yaml' }]);
  });

  test('reads explicit tags', () => {
    expect(toPlain(build('[!!str 5, !!int "5", !!bool yes]').node)).toEqual(['5', 5, true]);
  });
});

describe('toPosition', () => {
  test('counts from one', () => {
    const { lines, log } = build('a: 1\nbc: 2\n');
    expect(toPosition({ file: 'f', lines, log }, 9)).toEqual({ file: 'f', line: 2, column: 5 });
    expect(toPosition({ file: 'f', lines, log }, 0)).toEqual({ file: 'f', line: 1, column: 1 });
  });
});
