import { expect, test } from '@jest/globals';
import {
  fieldAt,
  fieldsOf,
  listOf,
  numberOf,
  parseJson,
  textOf,
  textsOf,
  unavailable,
} from '../../../../src/infra/collectors/findings.ts';

test('what is not as expected reads as nothing', () => {
  expect([textOf(1), listOf('x'), fieldsOf([1]), fieldAt(null, 'a.b')]).toEqual([
    '',
    [],
    {},
    undefined,
  ]);
  expect(fieldAt({ a: { b: 1 } }, 'a.b')).toBe(1);
  expect([numberOf('2'), numberOf(3), numberOf(''), numberOf(null)]).toEqual([
    2,
    3,
    Number.NaN,
    Number.NaN,
  ]);
  expect(textsOf({ a: 'x', b: 1 })).toEqual({ a: 'x' });
});

test('garbage is told by whose it is, not by what it says', () => {
  expect(() => parseJson('kubectl', 'canary {')).toThrow('what kubectl printed is no JSON');
  expect(unavailable('why')).toMatchObject({ status: 'unavailable', warnings: ['why'] });
});
