import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { OllamaStreamDecoder } from '../../../../src/providers/shared/ollama-stream.ts';
import { toCall } from '../../../support/golden.ts';

function decoder(): OllamaStreamDecoder {
  const client = { stream: true, stream_options: { include_usage: true } };
  return new OllamaStreamDecoder(toCall(ollama, { client }));
}

function run(chunks: readonly Buffer[]): unknown {
  const stream = decoder();
  const out: string[] = [];
  const collect = (): void => {
    out.push(stream.take()?.toString() ?? '');
  };
  for (const chunk of chunks) {
    stream.push(chunk);
    collect();
  }
  stream.end();
  collect();
  const { sawContent, finished, finishReason, usage, error, dropped } = stream;
  return [out.join(''), sawContent, finished, finishReason, usage, error, dropped];
}

const line = fc.oneof(
  fc
    .record({
      content: fc.constantFrom('a', '👋 é', '<think>', '</think>', '</thi', 'nk>', '\n', ''),
      thinking: fc.constantFrom('', 'hm'),
    })
    .map((message) => JSON.stringify({ message, done: false })),
  fc.constantFrom(
    '{"message":{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}}',
    '{"message":{"content":""},"done":true,"done_reason":"stop","eval_count":2}',
    '{"error":"boom"}',
    '{"mess',
    '',
  ),
);

describe('OllamaStreamDecoder', () => {
  test('any chunking gives the same events and the same end', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, at) => bytes.subarray(from, places[at]));
        expect(run(chunks)).toEqual(run([bytes]));
      }),
    );
  });

  test('nothing counts after done', () => {
    const stream = decoder();
    stream.push(Buffer.from('{"message":{"content":"a"},"done":true}\n{"error":"late"}\n'));
    stream.push(Buffer.from('{"message":{"content":"b"},"done":false}\n'));
    stream.end();
    expect(stream).toMatchObject({ finished: true, error: null, dropped: 0 });
    expect(stream.take()?.toString()).not.toContain('"b"');
  });

  test('an empty stream is a breach', () => {
    const stream = decoder();
    stream.end();
    expect(stream).toMatchObject({ finished: false, error: { status: 502 } });
  });

  test('a line that never ends is a breach, and memory stays bounded', () => {
    const stream = decoder();
    const chunk = Buffer.alloc(1024 * 1024, 0x61);
    for (let sent = 0; sent < 8; sent++) stream.push(chunk);
    expect(stream).toMatchObject({ sawContent: false, error: { status: 502 } });
  });

  test('a held back tag is no content yet', () => {
    const stream = decoder();
    stream.push(Buffer.from('{"message":{"content":"<thi"},"done":false}\n'));
    expect([stream.sawContent, stream.take()]).toEqual([false, null]);
    stream.push(Buffer.from('{"message":{"content":"s is it"},"done":false}\n'));
    expect(stream.sawContent).toBe(true);
    expect(stream.take()?.toString()).toContain('"content":"<this is it"');
  });

  test('tapes what it gives out, thoughts apart', () => {
    const stream = decoder();
    stream.push(Buffer.from('{"message":{"content":"<think>hm</think>Yes"}}\n'));
    expect([stream.tape.content(), stream.tape.reasoning()]).toEqual(['Yes', 'hm']);
  });
});
