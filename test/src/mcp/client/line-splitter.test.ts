import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../../src/mcp/client/line-splitter.ts';

function linesOf(chunks: readonly string[], mostBytes = 1_000): readonly string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(mostBytes, { onLine: (line) => void lines.push(line) });
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

test('lines are the same however the bytes are cut', () => {
  expect(linesOf(['one\ntw', 'o\r\n\nthree'])).toEqual(['one', 'two', 'three']);
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zäß€]{1,9}$/)),
      fc.integer({ min: 1, max: 7 }),
      (words, size) => {
        const bytes = Buffer.from(words.map((word) => `${word}\n`).join(''));
        const lines: string[] = [];
        const splitter = new LineSplitter(1_000, { onLine: (line) => void lines.push(line) });
        for (let at = 0; at < bytes.length; at += size)
          splitter.push(bytes.subarray(at, at + size));
        expect(lines).toEqual(words);
      },
    ),
  );
});

test('a line that is too long is told once, and what comes behind it is heard', () => {
  const heard: string[] = [];
  const splitter = new LineSplitter(4, {
    onLine: (line) => void heard.push(line),
    onOverflow: () => void heard.push('too long'),
  });
  for (const chunk of ['123', '45', '6789\nok\n']) splitter.push(Buffer.from(chunk));
  expect(heard).toEqual(['too long', 'ok']);
});

test('where nobody wants to know, its beginning is a line', () => {
  expect(linesOf(['123456789\nok\n'], 4)).toEqual(['1234', 'ok']);
});
