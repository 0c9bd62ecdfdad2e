import { expect, test } from '@jest/globals';
import {
  flagAt,
  jsonAt,
  numberAt,
  textAt,
  textsAt,
  timeAt,
  toJsonObject,
  toNumber,
} from '../../../src/db/read-columns.ts';

const row = {
  text: 'a',
  number: 1.5,
  numeric: '2.5',
  yes: true,
  list: ['a', null, 'b'],
  at: new Date(5),
  never: new Date(Number.NaN),
  none: null,
};

test('reads each kind of column', () => {
  expect(textAt(row, 'text')).toBe('a');
  expect(numberAt(row, 'number')).toBe(1.5);
  expect(numberAt(row, 'numeric')).toBe(2.5);
  expect(flagAt(row, 'yes')).toBe(true);
  expect(textsAt(row, 'list')).toEqual(['a', 'b']);
  expect(timeAt(row, 'at')).toBe(5);
});

test.each(['none', 'missing', 'never'])('reads nothing where there is nothing: %s', (name) => {
  expect(textAt(row, name)).toBeNull();
  expect(numberAt(row, name)).toBeNull();
  expect(flagAt(row, name)).toBe(false);
  expect(textsAt(row, name)).toEqual([]);
  expect(timeAt(row, name)).toBeNull();
  expect(Object.keys(jsonAt(row, name))).toEqual([]);
});

test.each([
  ['an object', { a: 1 }],
  ['JSON in a text', '{"a":1}'],
  ['JSON in JSON in a text', JSON.stringify('{"a":1}')],
])('reads a JSON object from %s', (_name, value) => {
  expect(toJsonObject(value)).toEqual({ a: 1 });
});

test.each([['[1]'], ['not json'], [[1]], [5], ['"text"'], [null]])(
  'reads nothing from %j',
  (value) => {
    expect(toJsonObject(value)).toEqual({});
  },
);

test.each([['x'], [''], [' '], [Number.NaN], [true], [null]])('%j is no number', (value) => {
  expect(toNumber(value)).toBeNull();
});
