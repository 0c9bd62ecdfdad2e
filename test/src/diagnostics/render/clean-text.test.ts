import { expect, test } from '@jest/globals';
import { cleanText } from '../../../../src/diagnostics/render/clean-text.ts';

test.each([
  ['a\tb', 'a b'],
  ['\u001B[31mred', '\uFFFD[31mred'],
  ['a\u202Eb\u2066c', 'a\uFFFDb\uFFFDc'],
  ['a\nb\r', 'a\uFFFDb\uFFFD'],
  ['naïve 日本 …', 'naïve 日本 …'],
])('%j is shown as %j', (text, shown) => {
  expect(cleanText(text)).toBe(shown);
});
