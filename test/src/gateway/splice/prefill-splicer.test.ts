import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PrefillSplicer } from '../../../../src/gateway/splice/prefill-splicer.ts';
import { MIN_REPEAT } from '../../../../src/gateway/splice/repeat.ts';
import { chunk, cutAt, hear, places, tapeOf, usageChunk } from './streams.ts';

/** Text in which no twelve characters occur twice. */
const telling = fc
  .integer({ min: 4, max: 40 })
  .map((words) => Array.from({ length: words }, (_, at) => `word-${at}😀`).join(' '));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 60 }),
);
const contents = (parts: readonly string[]): string[] => parts.map((content) => chunk({ content }));
const stream = (text: string, cuts: readonly number[]): string[] => [
  chunk({ role: 'assistant', content: '' }),
  ...contents(cutAt(text, cuts)),
  chunk({}, 'stop'),
];

describe('PrefillSplicer', () => {
  test('completes a text from any cut, whether the model goes on, repeats the end or starts over', () => {
    fc.assert(
      fc.property(telling, fc.nat(), fc.nat(), places, (full, at, back, cuts) => {
        const given = full.slice(0, MIN_REPEAT + (at % (full.length - MIN_REPEAT)));
        const repeated = MIN_REPEAT + (back % (given.length - MIN_REPEAT + 1));
        for (const from of [given.length, given.length - repeated, 0]) {
          const splicer = new PrefillSplicer(tapeOf([{ content: given }]));
          const heard = hear(splicer, stream(full.slice(from), cuts));
          expect(given + heard.content).toBe(full);
          expect(splicer.delivered().content()).toBe(full);
          expect(heard).toMatchObject({ finish: 'stop', roles: 0 });
          expect([...heard.ids, ...heard.created]).toEqual(['first', 1]);
          expect(splicer.diverged).toBeNull();
        }
      }),
    );
  });

  test('loses nothing but a repeat of at least twelve characters, whatever the texts', () => {
    fc.assert(
      fc.property(anyText, anyText, places, fc.boolean(), (given, more, cuts, atOnce) => {
        const splicer = new PrefillSplicer(tapeOf([{ content: given }]));
        const { content } = hear(splicer, stream(more, cuts), atOnce);
        const cut = more.slice(0, more.length - content.length);
        expect(cut + content).toBe(more);
        expect(given.endsWith(cut)).toBe(true);
        expect(cut === '' || cut.length >= MIN_REPEAT).toBe(true);
      }),
    );
  });

  test.each([
    ['a short word', 'I like the ', 'the cat'],
    [
      'a refrain',
      'Row your boat. Gently. Row your boat. Gently. ',
      'Row your boat. Gently. Merrily.',
    ],
    ['a ruler', 'Title\n----------------', '----------------\ntext'],
    ['a table', 'a | b\n| --- | --- | --- |', ' --- | --- | --- |\n'],
  ])('takes %s for the answer going on', (_, given, more) => {
    const splicer = new PrefillSplicer(tapeOf([{ content: given }]));
    expect(hear(splicer, stream(more, [1, 3])).content).toBe(more);
  });

  test('lets the first tokens go as soon as they are news', () => {
    const splicer = new PrefillSplicer(tapeOf([{ content: 'The quick brown fox jumps ' }]));
    expect(splicer.push(Buffer.from(chunk({ content: 'The ' })))).toBeNull();
    expect(splicer.passed).toBe(false);
    const heard = hear(splicer, [chunk({ content: 'dog' })]);
    expect(heard.content).toBe('The dog');
    expect(splicer.passed).toBe(true);
  });

  test('lets reasoning that comes first go at once', () => {
    const splicer = new PrefillSplicer(tapeOf([{ content: 'Yes' }]));
    expect(splicer.push(Buffer.from(chunk({ reasoning_content: 'hm' })))).not.toBeNull();
  });

  test('diverges when the model only thought', () => {
    const splicer = new PrefillSplicer(tapeOf([{ content: 'Yes' }]));
    const heard = hear(splicer, [chunk({ reasoning_content: ', and more' }), chunk({}, 'stop')]);
    expect(heard.finish).toBeNull();
    expect(splicer.diverged).toEqual({ at: 3 });
  });

  test('finishes when the model has nothing to add', () => {
    const splicer = new PrefillSplicer(tapeOf([{ content: 'Done.' }]));
    expect(hear(splicer, [chunk({}, 'stop')])).toMatchObject({ content: '', finish: 'stop' });
  });

  test('lets the opening go when the stream ends without a reason', () => {
    const splicer = new PrefillSplicer(tapeOf([{ content: 'one two three four' }]));
    expect(hear(splicer, [chunk({ content: 'two' })]).content).toBe('two');
  });

  test('counts the prompt once and the completion as delivered', () => {
    const tape = tapeOf(['one ', 'two ', 'three '].map((content) => ({ content })));
    const splicer = new PrefillSplicer(tape);
    const { usage } = hear(splicer, [
      ...stream('four five', [5]),
      usageChunk(13, 2, { prompt_tokens_details: { cached_tokens: 8 } }),
    ]);
    expect(usage).toEqual({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 8 },
    });
  });

  test('counts no token twice that the model repeated', () => {
    const splicer = new PrefillSplicer(
      tapeOf([{ content: 'one two ' }, { content: 'three four ' }]),
    );
    hear(splicer, stream('one two three four five', []));
    expect(splicer.usage({ promptTokens: 1, completionTokens: 3, totalTokens: 4 })).toEqual({
      promptTokens: 0,
      completionTokens: 3,
      totalTokens: 3,
    });
  });

  test('can be taken over once more', () => {
    const first = new PrefillSplicer(tapeOf([{ content: 'one ' }]));
    hear(first, contents(['two ']));
    expect(first.delivered().content()).toBe('one two ');
    expect(first.delivered().chunks).toBe(2);
  });
});
