import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, compareUnits, hashOf, hashText } from '../../../src/infra/canonical.ts';
import type { Json } from '../../../src/infra/fact.ts';

test('keys are in order at every depth, lists stay as they are', () => {
  const value = { b: [2, { z: null, y: 'ö"' }], a: true, B: 1e21 };
  expect(canonicalJson(value)).toBe('{"B":1e+21,"a":true,"b":[2,{"y":"ö\\"","z":null}]}');
});

test('equal values have one hash, whatever the order of their keys', () => {
  expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
  expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: '1' }));
  expect(hashText('')).toMatch(/^e3b0c44298fc1c14/);
});

test('it is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as Json;
      expect(JSON.parse(canonicalJson(json))).toEqual(json);
    }),
  );
});

test('order is that of code units', () => {
  expect(['ä', 'a', 'Z', 'a'].sort(compareUnits)).toEqual(['Z', 'a', 'a', 'ä']);
});
