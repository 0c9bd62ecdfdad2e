import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NdjsonFramer } from '../../../../src/providers/shared/ndjson-framer.ts';

function linesOf(chunks: readonly Buffer[], maxBytes?: number): [string[], NdjsonFramer] {
  const lines: string[] = [];
  const framer = new NdjsonFramer((line) => lines.push(line), maxBytes);
  for (const chunk of chunks) framer.push(chunk);
  framer.end();
  return [lines, framer];
}

describe('NdjsonFramer', () => {
  test('gives out each line once, without its end, and skips blank ones', () => {
    const [lines] = linesOf([Buffer.from('{"a":1}\r\n\n  \n{"b"'), Buffer.from(':2}')]);
    expect(lines).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('finds the same lines however the bytes are cut', () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((line) => line.trim()));
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const places = [...cuts.map((cut) => cut % (bytes.length + 1))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, at) => bytes.subarray(from, places[at]));
        expect(linesOf(chunks)[0]).toEqual(linesOf([bytes])[0]);
      }),
    );
  });

  test('gives up on a line over the limit and reads nothing after it', () => {
    const [lines, framer] = linesOf([Buffer.from('ab\ncdefg'), Buffer.from('h\nij\n')], 5);
    expect(lines).toEqual(['ab']);
    expect(framer.overflowed).toBe(true);
  });

  test('takes a line that is exactly as long as allowed', () => {
    const [lines, framer] = linesOf([Buffer.from('abcde\n')], 5);
    expect([lines, framer.overflowed]).toEqual([['abcde'], false]);
  });
});
