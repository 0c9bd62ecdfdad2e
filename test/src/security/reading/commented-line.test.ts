import { expect, test } from '@jest/globals';
import { isCommented } from '../../../../src/security/reading/commented-line.ts';

test.each([
  ['# x', true],
  ['a: b # x', true],
  ['a\n  # x', true],
  ['a: b#x', false],
  ['a: "b # x', false],
  ['# a\nx', false],
])('%j is a comment at its end: %s', (text, expected) => {
  expect(isCommented(text, text.length - 1)).toBe(expected);
});
