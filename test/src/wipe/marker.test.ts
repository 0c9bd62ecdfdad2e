import { expect, test } from '@jest/globals';
import { findMarker, isProduction, isThrowAway, MARKER } from '../../../src/wipe/marker.ts';

const silent = { query: async () => ({ rows: [], count: 0 }) };

test.each([
  ['environment=ci', 'ci'],
  ['the gateway; environment: Production', 'production'],
  ['environmental', null],
  [null, null],
])('the comment %j says %j', async (comment, marker) => {
  expect(await findMarker(silent, comment)).toBe(marker);
});

test('which words mean what', () => {
  expect(['dev', 'development', 'test', 'ci'].every(isThrowAway)).toBe(true);
  expect(['production', 'prod', 'live'].every(isProduction)).toBe(true);
  expect([null, 'staging'].some((word) => isThrowAway(word) || isProduction(word))).toBe(false);
  expect([MARKER.test('staging-2'), MARKER.test('Drop table'), MARKER.test('')]).toEqual([
    true,
    false,
    false,
  ]);
});
