import { expect, test } from '@jest/globals';
import { isAtLeast, NO_SNAPSHOT, parseSnapshot, sees } from '../../../src/db/snapshot.ts';

test('sees what had ended, and neither what ran nor what came later', () => {
  const snapshot = parseSnapshot('10:20:10,14,15');
  const seen = [9, 10, 11, 13, 14, 15, 16, 19, 20, 21].filter((xid) => sees(snapshot, xid));
  expect(seen).toEqual([9, 11, 13, 16, 19]);
  expect(sees(parseSnapshot('5:5:'), 4)).toBe(true);
});

test.each([[null], [''], ['x'], ['1:2'], ["1:2:3'; --"]])('%j shows nothing', (text) => {
  expect(parseSnapshot(text)).toBe(NO_SNAPSHOT);
});

test.each([
  ['5:10:5,7', '5:9:5,7', true],
  ['5:9:5,7', '5:10:5,7', false],
  ['5:10:5', '5:10:5,7', true],
  ['5:10:5,7', '5:10:5', false],
  ['5:10:5,7', '5:10:5,7', true],
])('%s was taken after %s, or shows the same: %s', (a, b, expected) => {
  expect(isAtLeast(parseSnapshot(a), parseSnapshot(b))).toBe(expected);
});
