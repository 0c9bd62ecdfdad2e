import { describe, expect, test } from '@jest/globals';
import {
  isJsonObject,
  listAt,
  numberAt,
  objectAt,
  parseJsonObject,
  textAt,
} from '../../../../src/providers/shared/json-value.ts';

describe('json values', () => {
  test('only braces make an object', () => {
    expect([{}, { a: 1 }].every(isJsonObject)).toBe(true);
    expect([null, [], 'a', 1, undefined].some(isJsonObject)).toBe(false);
  });

  test('parsing gives an object or null, never an exception', () => {
    expect(parseJsonObject(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
    expect(['[1]', '"a"', '{', '', 'null'].map((text) => parseJsonObject(text))).toEqual(
      Array(5).fill(null),
    );
  });

  test('a member of another type counts as absent', () => {
    const value = { object: { a: 1 }, list: [1], text: 'a', number: 1, nan: NaN };
    expect([objectAt(value, 'object'), objectAt(value, 'list')]).toEqual([{ a: 1 }, {}]);
    expect([listAt(value, 'list'), listAt(value, 'text')]).toEqual([[1], []]);
    expect([textAt(value, 'text'), textAt(value, 'number')]).toEqual(['a', null]);
    expect([numberAt(value, 'number'), numberAt(value, 'nan')]).toEqual([1, null]);
  });
});
