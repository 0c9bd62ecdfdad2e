import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SseFramer, type SseEvent } from '../../../../src/providers/shared/sse-framer.ts';

function frameAll(chunks: readonly Buffer[], framer = new SseFramer()): SseEvent[] {
  const events: SseEvent[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let event = framer.next(); event !== null; event = framer.next()) events.push(event);
  }
  const last = framer.flush();
  return last === null ? events : [...events, last];
}

const show = (events: readonly SseEvent[]) =>
  events.map(({ name, data }) => `${name}|${data.toString()}`);

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
}

describe('SseFramer', () => {
  test.each([
    ['line feeds', 'data: a\n\ndata: b\n\n'],
    ['carriage returns with line feeds', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['carriage returns alone', 'data: a\r\rdata: b\r\r'],
    ['a mixture', 'data: a\r\n\ndata: b\n\r\n'],
    ['a byte order mark', '\ufeffdata: a\n\ndata: b\n\n'],
    ['comments and other fields', ': hi\n\nid: 1\nretry: 2\ndata: a\n: x\n\ndata: b\n\n'],
    ['no space after the colon', 'data:a\n\ndata:b\n\n'],
    ['no blank line at the end', 'data: a\n\ndata: b'],
  ])('cuts events at %s', (_, text) => {
    expect(show(frameAll([Buffer.from(text)]))).toEqual(['|a', '|b']);
  });

  test('joins several data lines with line feeds and gives the name', () => {
    const bytes = Buffer.from('event: error\ndata: a\ndata\ndata:  b\n\ndata: c\n\n');
    expect(show(frameAll([bytes]))).toEqual(['error|a\n\n b', '|c']);
  });

  test('gives the bytes of a plain event as they came, and of no other', () => {
    const plain = frameAll([Buffer.from('data: a\n\ndata: b\r\n\r\n')]).map((event) =>
      event.plain?.toString(),
    );
    expect(plain).toEqual(['data: a\n\n', undefined]);
  });

  test('finds the same events however the bytes are cut', () => {
    const lines = fc.constantFrom('data: {"a":"é😀"}', 'data:x', ': c', 'event: e', '', '', 'id');
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const texts = fc
      .array(fc.tuple(lines, ends), { maxLength: 20 })
      .map((parts) => parts.flat().join(''));
    const places = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(texts, places, (text, cuts) => {
        const bytes = Buffer.from(text);
        expect(show(frameAll(cut(bytes, cuts)))).toEqual(show(frameAll([bytes])));
      }),
    );
  });

  test.each([
    ['one line that never ends', (): Buffer => Buffer.alloc(60, 'x')],
    ['ever more data lines', (): Buffer => Buffer.from('data: 0123456789\n')],
    ['one long plain event', (): Buffer => Buffer.from(`data: ${'x'.repeat(200)}\n\n`)],
  ])('stops at the limit on %s', (_, chunk) => {
    const framer = new SseFramer(100);
    const events = frameAll(Array.from({ length: 20 }, chunk), framer);
    expect(framer.overflowed).toBe(true);
    expect(events).toEqual([]);
  });
});
