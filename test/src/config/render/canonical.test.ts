import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { canonicalTree, canonicalYaml } from '../../../../src/config/render/canonical.ts';
import type { MapNode } from '../../../../src/config/node.ts';
import { mapOf } from '../load-text.ts';

const OPTIONS = { mask: 'full', looksSecret: () => false } as const;

test('keys are sorted, lists are not, anchors are written out', () => {
  const tree = canonicalTree(mapOf('z: &a {y: 1, b: [q, p]}\na: *a\n'), OPTIONS);
  expect(canonicalYaml(tree)).toBe(
    'a:\n  b:\n    - q\n    - p\n  "y": 1\nz:\n  b:\n    - q\n    - p\n  "y": 1\n',
  );
});

test('what is read from it is the same tree', () => {
  const tree = canonicalTree(mapOf('a: "no"\nb: "012"\nc: 1.5\nd: null\ne: "1:30"\n'), OPTIONS);
  expect(parse(canonicalYaml(tree), { version: '1.1' })).toEqual(tree);
});

test('secrets are masked; a variable is what the place wants', () => {
  const position = { file: 'f', line: 1, column: 1 };
  const from = (value: string) =>
    ({ kind: 'scalar', value, source: value, position, variable: 'V' }) as const;
  const params: MapNode = {
    kind: 'map',
    position,
    entries: new Map([
      ['num_retries', { keyPosition: position, value: from('3') }],
      ['redis_password', { keyPosition: position, value: from('p') }],
      ['redis_host', { keyPosition: position, value: from('7') }],
    ]),
  };
  const root: MapNode = {
    ...params,
    entries: new Map([['router_settings', { keyPosition: position, value: params }]]),
  };
  expect(canonicalTree(root, OPTIONS)).toEqual({
    router_settings: { num_retries: 3, redis_password: '****(V)', redis_host: '7' },
  });
});
