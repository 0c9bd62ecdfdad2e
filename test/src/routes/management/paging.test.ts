import { expect, test } from '@jest/globals';
import {
  pagesOf,
  readCount,
  readOrder,
  readPage,
} from '../../../../src/routes/management/paging.ts';

const query = (text: string): URLSearchParams => new URLSearchParams(text);
const sizes = { sizeName: 'size', size: 10, most: 100 };

test('pages count from 1', () => {
  expect(readPage(query(''), sizes)).toEqual({ number: 1, size: 10, offset: 0 });
  expect(readPage(query('page=3&size=20'), sizes)).toEqual({ number: 3, size: 20, offset: 40 });
  expect(pagesOf(21, { number: 1, size: 10, offset: 0 })).toBe(3);
  expect(pagesOf(0, { number: 1, size: 10, offset: 0 })).toBe(0);
});

test.each(['page=0', 'page=x', 'page=1e9', 'size=101', 'size=-1', 'page=99999999999'])(
  '%s is refused',
  (text) => {
    expect(() => readPage(query(text), sizes)).toThrow('must be a whole number from 1 to');
  },
);

test('a count that is not given is the usual one', () => {
  expect(readCount(query('limit='), 'limit', { fallback: 7, most: 9 })).toBe(7);
  expect(readCount(query('limit=9'), 'limit', { fallback: 7, most: 9 })).toBe(9);
});

test('lists are sorted by columns of a fixed set, and by the key where those are equal', () => {
  expect(readOrder(query('sort_by=spend&sort_order=asc'), ['spend'], 'token')).toEqual([
    { column: 'spend', descending: false },
    { column: 'token', descending: false },
  ]);
  expect(() => readOrder(query('sort_by=password'), ['spend'], 'token')).toThrow('one of spend');
  expect(() => readOrder(query('sort_by=spend&sort_order=x'), ['spend'], 'token')).toThrow(
    'asc or desc',
  );
});
