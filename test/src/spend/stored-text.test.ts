import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storedId, storedText } from '../../../src/spend/stored-text.ts';

test('plain text stays as it is', () => {
  expect(storedText('Größe 漢字 {"a": 1}')).toBe('Größe 漢字 {"a": 1}');
  expect(storedText('😀')).toBe('😀');
});

test('text that is too long is cut, also between the halves of a character', () => {
  expect(storedText('abc', 2)).toBe('ab');
  expect(storedText('a😀', 2)).toBe('a\ufffd');
  expect(storedId('x'.repeat(1_000))).toHaveLength(256);
});

test('what comes out is what PostgreSQL takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const stored = storedText(`\ud800${text}\0`);
      expect(stored).not.toContain('\0');
      expect(Buffer.from(stored).toString()).toBe(stored);
    }),
  );
});
