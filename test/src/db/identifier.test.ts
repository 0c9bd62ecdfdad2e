import { expect, test } from '@jest/globals';
import { quoteName, quoteTable } from '../../../src/db/identifier.ts';

test.each([
  ['LiteLLM_Config', '"LiteLLM_Config"'],
  ['a"; DROP TABLE x; --', '"a""; DROP TABLE x; --"'],
  ['""', '""""""'],
])('%s is quoted', (name, quoted) => {
  expect(quoteName(name)).toBe(quoted);
});

test('a table is named with its schema', () => {
  expect(quoteTable('public', 'T')).toBe('"public"."T"');
});

test.each(['', 'a\0b'])('%j is no name', (name) => {
  expect(() => quoteName(name)).toThrow(RangeError);
});
