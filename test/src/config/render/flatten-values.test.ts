import { expect, test } from '@jest/globals';
import {
  diffValues,
  flattenValues,
  hashValues,
} from '../../../../src/config/render/flatten-values.ts';
import { mapOf } from '../load-text.ts';

const ONE = mapOf('b: {api_key: hidden, n: 1}\na: [x, true]\n');

test('paths are sorted, secrets are hashed, types can be told', () => {
  expect(flattenValues(ONE)).toEqual({
    'a[0]': '"x"',
    'a[1]': 'true',
    'b.api_key': expect.stringMatching(/^sha256:[\da-f]{8}$/),
    'b.n': '1',
  });
});

test('the hash knows nothing of order, comments and quotes, and all of values', () => {
  const hash = hashValues(flattenValues(ONE));
  const same = mapOf('# c\na:\n  - "x"\n  - yes\nb:\n  n: 1\n  api_key: hidden\n');
  expect(hashValues(flattenValues(same))).toBe(hash);
  expect(hashValues(flattenValues(mapOf('b: {api_key: other, n: 1}\na: [x, true]\n')))).not.toBe(
    hash,
  );
  expect(hashValues(flattenValues(mapOf('b: {api_key: hidden, n: "1"}\na: [x, true]\n')))).not.toBe(
    hash,
  );
});

test('a diff is what was added, removed and changed; the other way round it is its mirror', () => {
  const [a, b] = [
    { x: '1', y: '2' },
    { y: '3', z: '4' },
  ];
  expect(diffValues(a, b)).toEqual([
    { path: 'x', before: '1', after: null },
    { path: 'y', before: '2', after: '3' },
    { path: 'z', before: null, after: '4' },
  ]);
  const mirrored = diffValues(b, a).map(({ path, before, after }) => ({
    path,
    before: after,
    after: before,
  }));
  expect(mirrored).toEqual(diffValues(a, b));
  expect(diffValues(a, a)).toEqual([]);
});
