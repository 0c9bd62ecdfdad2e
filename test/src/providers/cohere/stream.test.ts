import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cohere } from '../../../../src/providers/cohere/adapter.ts';
import { CohereStreamDecoder } from '../../../../src/providers/cohere/stream.ts';
import { toCall } from '../../../support/golden.ts';

function decoder(): CohereStreamDecoder {
  const client = { stream: true, stream_options: { include_usage: true } };
  return new CohereStreamDecoder(toCall(cohere, { client }));
}

function run(chunks: readonly Buffer[]): unknown {
  const stream = decoder();
  const out: string[] = [];
  for (const chunk of chunks) {
    stream.push(chunk);
    out.push(stream.take()?.toString() ?? '');
  }
  stream.end();
  out.push(stream.take()?.toString() ?? '');
  const { sawContent, finished, finishReason, usage, error, dropped } = stream;
  return [out.join(''), sawContent, finished, finishReason, usage, error, dropped];
}

function event(type: string, delta: unknown): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, index: 0, delta })}\n\n`;
}

const end = event('message-end', {
  finish_reason: 'COMPLETE',
  usage: { tokens: { input_tokens: 1 } },
});

const anyEvent = fc.constantFrom(
  event('message-start', { message: { role: 'assistant' } }),
  event('content-delta', { message: { content: { text: 'é👋' } } }),
  event('content-delta', { message: { content: { thinking: 'hm' } } }),
  event('tool-plan-delta', { message: { tool_plan: 'plan' } }),
  event('tool-call-start', {
    message: { tool_calls: { id: 'c', function: { name: 'f', arguments: '' } } },
  }),
  event('tool-call-delta', { message: { tool_calls: { function: { arguments: '{}' } } } }),
  event('citation-start', { message: { citations: {} } }),
  end,
  'data: {"type":"cont\n\n',
  'data: [DONE]\n\n',
  ': comment\n\n',
);

describe('CohereStreamDecoder', () => {
  test('any chunking gives the same events and the same end', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.array(fc.nat()), (events, cuts) => {
        const bytes = Buffer.from(events.join(''));
        const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, at) => bytes.subarray(from, places[at]));
        expect(run(chunks)).toEqual(run([bytes]));
      }),
    );
  });

  test('an error object without a type ends the stream', () => {
    const stream = decoder();
    stream.push(Buffer.from('data: {"error":{"message":"too many","code":429}}\n\n' + end));
    expect(stream).toMatchObject({ finished: false, error: { status: 429, message: 'too many' } });
  });

  test('arguments without a call that began are left out', () => {
    const stray = { message: { tool_calls: { function: { arguments: '{}' } } } };
    const stream = decoder();
    stream.push(Buffer.from(event('tool-call-delta', stray)));
    expect([stream.sawContent, stream.take()]).toEqual([false, null]);
  });

  test('a body that is no event stream is a breach', () => {
    const stream = decoder();
    stream.push(Buffer.from('{"message":"not today"}'));
    stream.end();
    expect(stream).toMatchObject({ finished: false, error: { status: 502 } });
  });

  test('tapes what it gives out', () => {
    const stream = decoder();
    const content = { type: 'text', text: 'Yes' };
    stream.push(Buffer.from(event('content-delta', { message: { content } })));
    expect(stream.tape.content()).toBe('Yes');
  });
});
