import { describe, expect, test } from '@jest/globals';
import {
  optionalText,
  readField,
  readFields,
  requireText,
  requireTexts,
  type FieldKind,
} from '../../../../src/routes/management/fields.ts';

describe('readField', () => {
  const good: readonly (readonly [FieldKind, unknown, unknown])[] = [
    ['id', 'x', 'x'],
    ['id', null, null],
    ['text', '', ''],
    ['amount', 0, 0],
    ['amount', '1.5', 1.5],
    ['amount', 1e-6, 1e-6],
    ['count', 2_147_483_647, 2_147_483_647],
    ['limit', 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['boolean', false, false],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['texts', null, []],
    ['map', { a: 1 }, { a: 1 }],
    ['map', null, {}],
    ['duration', '1mo', '1mo'],
    ['period', 'daily', 'daily'],
    ['period', '7d', '7d'],
  ];
  test.each(good)('%s takes %j as %j', (kind, value, taken) => {
    expect(readField('field', value, kind)).toEqual(taken);
  });

  const bad: readonly (readonly [FieldKind, unknown])[] = [
    ['id', ''],
    ['id', 5],
    ['id', 'x'.repeat(256)],
    ['text', 'x'.repeat(4_001)],
    ['amount', -1],
    ['amount', Infinity],
    ['amount', ''],
    ['amount', 'abc'],
    ['amount', true],
    ['count', 2_147_483_648],
    ['count', 0.5],
    ['limit', 1e16],
    ['boolean', 'true'],
    ['texts', 'a'],
    ['texts', ['a', 1]],
    ['texts', ['']],
    ['map', []],
    ['map', 'x'],
    ['duration', '0s'],
    ['duration', 'daily'],
    ['period', 'yearly'],
  ];
  test.each(bad)('%s refuses %j, and names the field', (kind, value) => {
    expect(() => readField('field', value, kind)).toThrow('"field" must be');
  });
});

describe('readFields', () => {
  test('gives what is there and names what nothing reads', () => {
    const specs = { a: 'id', b: 'amount', c: 'map' } as const;
    expect(readFields({ a: 'x', b: null, other: 1 }, specs)).toEqual({
      values: { a: 'x', b: null },
      ignored: ['other'],
    });
  });

  test('names of objects themselves are no fields', () => {
    const body: Record<string, unknown> = JSON.parse('{"__proto__": {"a": "x"}, "constructor": 1}');
    expect(readFields(body, { a: 'id' })).toEqual({
      values: {},
      ignored: ['__proto__', 'constructor'],
    });
  });
});

test('texts that must be there', () => {
  expect(requireText({ a: 'x' }, 'a')).toBe('x');
  expect(() => requireText({}, 'a')).toThrow('"a" is missing');
  expect(() => requireText({}, 'constructor')).toThrow('is missing');
  expect(optionalText({ a: null }, 'a')).toBeNull();
  expect(requireTexts({ a: ['x', 'x', 'y'] }, 'a')).toEqual(['x', 'y']);
  expect(() => requireTexts({ a: [] }, 'a')).toThrow('"a" must be a list of texts');
});
