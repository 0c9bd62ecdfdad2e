import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_TAPE_CHARS } from '../../../../src/core/stream-tape.ts';
import { ReplaySplicer } from '../../../../src/gateway/splice/replay-splicer.ts';
import { chunk, cutAt, event, hear, places, tapeOf, usageChunk } from './streams.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const fewLetters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😀'), maxLength: 30 });
const anyText = fc.oneof(text, fewLetters);
const role = chunk({ role: 'assistant', content: '' });
const contents = (parts: readonly string[]): string[] => parts.map((content) => chunk({ content }));

describe('ReplaySplicer', () => {
  test('completes any text from any cut, however the new stream is chunked', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), places, places, fc.boolean(), (full, at, a, b, atOnce) => {
        const given = full.slice(0, at % (full.length + 1));
        const tape = tapeOf(cutAt(given, a).map((content) => ({ content })));
        const splicer = new ReplaySplicer(tape);
        const events = [role, ...contents(cutAt(full, b)), chunk({}, 'stop'), usageChunk(3, 9)];
        const heard = hear(splicer, events, atOnce);
        expect(splicer.diverged).toBeNull();
        expect(given + heard.content).toBe(full);
        expect(splicer.delivered().content()).toBe(full);
        expect(heard).toMatchObject({ finish: 'stop', roles: 0 });
        expect([...heard.ids, ...heard.created]).toEqual(['first', 1]);
        expect(heard.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 9 });
      }),
    );
  });

  test('finds every contradiction where it is, and lets nothing of it out', () => {
    const differing = fc
      .tuple(fewLetters, fewLetters)
      .filter(([given, other]) => !other.startsWith(given));
    fc.assert(
      fc.property(differing, places, fc.boolean(), ([given, other], cuts, atOnce) => {
        const splicer = new ReplaySplicer(tapeOf([{ content: given }]));
        const heard = hear(
          splicer,
          [role, ...contents(cutAt(other, cuts)), chunk({}, 'stop'), usageChunk(1, 1)],
          atOnce,
        );
        let same = 0;
        while (same < other.length && given[same] === other[same]) same++;
        expect(splicer.diverged).toEqual({ at: same });
        expect(heard).toMatchObject({ content: '', finish: null, usage: null });
        expect(heard.ids.size).toBe(0);
        expect(splicer.delivered().content()).toBe(given);
      }),
    );
  });

  test('completes reasoning, text and tool calls lane by lane', () => {
    const lanes = fc.record({ reasoning: text, content: text, args: text });
    fc.assert(
      fc.property(
        lanes,
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        places,
        (full, at, cuts) => {
          const [r, c, a] = [full.reasoning, full.content, full.args].map((lane, index) =>
            lane.slice(0, (at[index] ?? 0) % (lane.length + 1)),
          );
          const head = { index: 0, id: 'call_1', type: 'function' };
          const tape = tapeOf([
            { reasoning_content: r },
            { content: c },
            { tool_calls: [{ ...head, function: { name: 'look', arguments: a } }] },
          ]);
          const splicer = new ReplaySplicer(tape);
          const heard = hear(splicer, [
            ...cutAt(full.reasoning, cuts).map((part) => chunk({ reasoning_content: part })),
            ...contents(cutAt(full.content, cuts)),
            chunk({
              tool_calls: [{ ...head, id: 'other', function: { name: 'look', arguments: '' } }],
            }),
            ...cutAt(full.args, cuts).map((part) =>
              chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] }),
            ),
            chunk({}, 'tool_calls'),
          ]);
          expect(splicer.diverged).toBeNull();
          expect(r + heard.reasoning).toBe(full.reasoning);
          expect(c + heard.content).toBe(full.content);
          expect(a + (heard.tools[0]?.args ?? '')).toBe(full.args);
          expect(heard.tools[0]?.ids ?? []).toEqual([]);
          expect(heard.tools[0]?.name ?? '').toBe('');
        },
      ),
    );
  });

  test('hands a tool call on that the client has nothing of, with its id', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Let me look. ' }]));
    const call = {
      index: 0,
      id: 'new',
      type: 'function',
      function: { name: 'look', arguments: '{' },
    };
    const heard = hear(splicer, [
      chunk({ content: 'Let me look. ', tool_calls: [call] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '}' } }] }),
      chunk({}, 'tool_calls'),
    ]);
    expect(heard.tools[0]).toEqual({ name: 'look', args: '{}', ids: ['new'] });
  });

  test('diverges at another tool', () => {
    const called = (name: string) => ({ tool_calls: [{ index: 0, id: 'x', function: { name } }] });
    const splicer = new ReplaySplicer(tapeOf([called('look')]));
    expect(hear(splicer, [chunk(called('find'))]).tools).toEqual({});
    expect(splicer.diverged).toEqual({ at: 0 });
  });

  test('keeps a lane that is ahead until the others have caught up', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Yes' }]));
    expect(splicer.push(Buffer.from(chunk({ reasoning_content: 'hm' })))).toBeNull();
    expect(splicer.passed).toBe(false);
    const heard = hear(splicer, [chunk({ content: 'Yes.' })]);
    expect(splicer.passed).toBe(true);
    expect(heard).toMatchObject({ reasoning: 'hm', content: '.' });
  });

  test('gives up on a lane that runs ahead without end', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Yes' }]));
    const long = chunk({ reasoning_content: 'h'.repeat(MAX_TAPE_CHARS) });
    expect(splicer.push(Buffer.from(long))).toBeNull();
    expect(splicer.diverged).toEqual({ at: 0 });
  });

  test('diverges when the stream ends before it got where the client is, also without a reason', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Yes, and more' }]));
    expect(hear(splicer, [chunk({ content: 'Yes' })]).finish).toBeNull();
    expect(splicer.diverged).toEqual({ at: 3 });
  });

  test('diverges with the finish, not only with the end of the bytes', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Yes, and more' }]));
    expect(splicer.push(Buffer.from(chunk({ content: 'Yes' }, 'stop')))).toBeNull();
    expect(splicer.diverged).toEqual({ at: 3 });
  });

  test('keeps the log probabilities of the tokens that still go out', () => {
    const tokens = ['Hel', 'lo', ' you'].map((token) => ({ token, logprob: -1 }));
    const splicer = new ReplaySplicer(tapeOf([{ content: 'Hell' }]));
    const out = splicer.push(
      Buffer.from(chunk({ content: 'Hello you' }, null, { logprobs: { content: tokens } })),
    );
    expect(JSON.parse(String(out).slice(6))).toMatchObject({
      choices: [{ delta: { content: 'o you' }, logprobs: { content: tokens.slice(1) } }],
    });
  });

  test('completes a legacy completion', () => {
    const tape = tapeOf([]);
    tape.noteText('one two');
    const splicer = new ReplaySplicer(tape);
    const part = (text: string, finish: string | null): string =>
      event({ id: 'second', choices: [{ index: 0, text, logprobs: null, finish_reason: finish }] });
    expect(
      hear(splicer, [part('one two th', null), part('ree', null), part('', 'stop')]),
    ).toMatchObject({
      content: ' three',
      finish: 'stop',
    });
  });

  test('drops filter results and other choices', () => {
    const splicer = new ReplaySplicer(tapeOf([{ content: 'a' }]));
    const filters = event({ id: '', choices: [], prompt_filter_results: [] });
    const other = event({ choices: [{ index: 1, delta: { content: 'z' } }] });
    expect(hear(splicer, [filters, other, chunk({ content: 'ab' })]).content).toBe('b');
  });

  test('can be taken over once more', () => {
    const first = new ReplaySplicer(tapeOf([{ content: 'one ' }]));
    hear(first, [chunk({ content: 'one two ' })]);
    const second = new ReplaySplicer(first.delivered());
    const heard = hear(second, [chunk({ content: 'one two three' }), chunk({}, 'stop')]);
    expect(heard).toMatchObject({ content: 'three', finish: 'stop' });
    expect([...heard.ids]).toEqual(['first']);
  });

  test('leaves the usage as the target counted it', () => {
    const usage = { promptTokens: 1, completionTokens: 2, totalTokens: 3 };
    expect(new ReplaySplicer(tapeOf([])).usage(usage)).toBe(usage);
  });
});
