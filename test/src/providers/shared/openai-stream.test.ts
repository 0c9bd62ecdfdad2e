import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  OpenAiStreamDecoder,
  type OpenAiStreamOptions,
} from '../../../../src/providers/shared/openai-stream.ts';

const OPTIONS: OpenAiStreamOptions = { shownModel: 'shown', includeUsage: true, choiceCount: 1 };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;
const chunk = (delta: unknown, reason: string | null = null, model = 'm'): string =>
  event({ id: 'c', model, choices: [{ index: 0, delta, finish_reason: reason }] });

function feed(decoder: OpenAiStreamDecoder, chunks: readonly Buffer[]): string {
  const out: string[] = [];
  const take = (): void => {
    out.push((decoder.take() ?? Buffer.alloc(0)).toString('latin1'));
  };
  for (const bytes of chunks) {
    decoder.push(bytes);
    take();
  }
  decoder.end();
  take();
  return Buffer.from(out.join(''), 'latin1').toString();
}

const state = ({
  sawContent,
  finished,
  finishReason,
  usage,
  error,
  dropped,
}: OpenAiStreamDecoder) => ({
  ...{ sawContent, finished, finishReason, usage, error, dropped },
});

describe('OpenAiStreamDecoder', () => {
  test('gives the same bytes and the same state however the stream is cut', () => {
    const pieces = fc.constantFrom(
      chunk({ content: 'é😀' }),
      chunk({ content: '' }),
      chunk({ reasoning_content: 'r' }),
      chunk({}, 'stop'),
      event({ id: 'c', model: 'm', choices: [], usage: USAGE }),
      event({ model: 'm', choices: [{ index: 0, delta: {} }], usage: USAGE }),
      event({ error: { message: 'no', code: 429 } }),
      'data: {"broken\n\n',
      ': comment\r\n\r\n',
      'event: ping\ndata: {}\n\n',
      'data: {"choices":\ndata: []}\r\r',
      'data: [DONE]\n\n',
    );
    const streams = fc.array(pieces, { maxLength: 12 }).map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(streams, fc.array(fc.nat(), { maxLength: 10 }), (bytes, cuts) => {
        const places = cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
        const parts = [0, ...places].map((from, index) => bytes.subarray(from, places[index]));
        const whole = new OpenAiStreamDecoder(OPTIONS);
        const cut = new OpenAiStreamDecoder(OPTIONS);
        expect(feed(cut, parts)).toBe(feed(whole, [bytes]));
        expect(state(cut)).toEqual(state(whole));
      }),
    );
  });

  test('leaves events whose model is the shown one untouched', () => {
    const text = `data: {"model":"shown" , "choices":[{"delta":{"content":"\\u00e9"}}]}\n\n`;
    expect(feed(new OpenAiStreamDecoder(OPTIONS), [Buffer.from(text)])).toBe(text);
  });

  test('stamps the model wherever it stands and however it changes', () => {
    const text =
      chunk({ content: 'a' }) +
      chunk({ content: '"model":"m"' }, null, 'other') +
      event({ choices: [{ delta: { content: 'b' } }], model: 'm' }) +
      event({ choices: [{ delta: { content: 'c' } }] });
    const out = feed(new OpenAiStreamDecoder(OPTIONS), [Buffer.from(text)]);
    const events = out.split('\n\n').filter((line) => line !== '');
    const json = events.map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
    expect(json.map(({ model }) => model)).toEqual(['shown', 'shown', 'shown', 'shown']);
    expect(out).toContain('\\"model\\":\\"m\\"');
  });

  test('gives nothing after an error and nothing after the end mark', () => {
    const failed = new OpenAiStreamDecoder(OPTIONS);
    const late = Buffer.from(event({ error: 'boom' }) + chunk({ content: 'late' }));
    expect(feed(failed, [late, late])).toBe('');
    expect(failed.error).toMatchObject({ message: 'boom', status: 502 });
    const done = new OpenAiStreamDecoder(OPTIONS);
    expect(feed(done, [Buffer.from(`data: [DONE]\n\n${chunk({ content: 'late' })}`)])).toBe('');
    expect(done.finished).toBe(true);
  });

  test('an event without an end is an error, not a growing buffer', () => {
    const decoder = new OpenAiStreamDecoder(OPTIONS);
    const part = Buffer.alloc(64 * 1024, 'x');
    for (let count = 0; count < 40; count++) decoder.push(part);
    expect(decoder.error?.message).toContain('larger than');
  });

  test('sends the usage chunk at once when it comes behind the finish', () => {
    const decoder = new OpenAiStreamDecoder(OPTIONS);
    decoder.push(Buffer.from(chunk({}, 'stop')));
    decoder.take();
    decoder.push(Buffer.from(event({ choices: [], usage: USAGE })));
    expect(decoder.take()?.toString()).toContain('"usage"');
    decoder.end();
    expect(decoder.take()).toBeNull();
  });

  test('tapes what it gives out, choice by choice, as it was repaired', () => {
    const decoder = new OpenAiStreamDecoder({
      ...OPTIONS,
      fixChoice: (choice) => ({ ...choice, delta: { content: 'fixed' } }),
    });
    feed(decoder, [
      Buffer.from(
        event({ id: '', model: '', choices: [], prompt_filter_results: [] }) +
          chunk({ role: 'assistant' }) +
          chunk({ content: 'b' }, 'stop') +
          event({ error: 'boom' }) +
          chunk({ content: 'late' }),
      ),
    ]);
    expect(decoder.tape).toMatchObject({ id: 'c', chunks: 2, multiple: false });
    expect(decoder.tape.content()).toBe('fixedfixed');
  });

  test('notes on its tape that there were several choices', () => {
    const decoder = new OpenAiStreamDecoder({ ...OPTIONS, choiceCount: 2 });
    feed(decoder, [Buffer.from(event({ choices: [{ index: 1, delta: { content: 'a' } }] }))]);
    expect(decoder.tape.multiple).toBe(true);
  });

  test('a page in place of a stream is an error', () => {
    const decoder = new OpenAiStreamDecoder(OPTIONS);
    expect(feed(decoder, [Buffer.from('\n<html>Sign in</html>')])).toBe('');
    expect(decoder.error?.message).toBe('The provider sent an HTML page: Sign in');
  });
});
