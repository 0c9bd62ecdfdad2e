import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineIndex } from '../../../src/security/line-index.ts';

test('lines and columns count from one', () => {
  const index = new LineIndex('ab\n\ncd');
  expect(index.position('f', 0)).toEqual({ file: 'f', line: 1, column: 1 });
  expect(index.end(2)).toEqual({ line: 1, column: 3 });
  expect(index.end(3)).toEqual({ line: 2, column: 1 });
  expect(index.end(6)).toEqual({ line: 3, column: 3 });
  expect(index.end(99)).toEqual({ line: 3, column: 3 });
  expect(index.lineSpan(5)).toEqual({ start: 4, end: 6 });
  expect(index.lineSpan(1)).toEqual({ start: 0, end: 2 });
});

test('it says what counting says', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '\n')), fc.nat(), (parts, n) => {
      const text = parts.join('');
      const offset = n % (text.length + 1);
      const before = text.slice(0, offset).split('\n');
      const wanted = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
      expect(new LineIndex(text).end(offset)).toEqual(wanted);
    }),
  );
});
