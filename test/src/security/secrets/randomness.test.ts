import { expect, test } from '@jest/globals';
import {
  digitsIn,
  entropyOf,
  isRunOfCharacters,
} from '../../../../src/security/secrets/randomness.ts';

test('the bits of a character are those of Shannon', () => {
  expect(entropyOf('')).toBe(0);
  expect(entropyOf('aaaa')).toBe(0);
  expect(entropyOf('abab')).toBeCloseTo(1);
  expect(entropyOf('abcdefgh')).toBeCloseTo(3);
});

test('digits are counted', () => {
  expect(digitsIn('a1b22')).toBe(3);
});

test.each([
  ['1234567890', true],
  ['abcdefghijkl12345', true],
  ['AbCdEfGhIj', true],
  ['xxxxxxxx', true],
  ['a8Fk2Jx9QpL5', false],
  ['ab', false],
  ['', false],
])('%s was written along the keyboard: %s', (text, expected) => {
  expect(isRunOfCharacters(text)).toBe(expected);
});
