import { describe, expect, test } from '@jest/globals';
import { MAX_TAPE_CHARS, StreamTape, toolCallIndex } from '../../../src/core/stream-tape.ts';

const call = (more: object): object => ({ tool_calls: [{ index: 0, ...more }] });

function tapeOf(...deltas: readonly object[]): StreamTape {
  const tape = new StreamTape();
  for (const delta of deltas) tape.noteDelta({ ...delta });
  return tape;
}

describe('StreamTape', () => {
  test('keeps each lane of a chat apart and counts deltas with content', () => {
    const tape = tapeOf(
      { role: 'assistant', content: '' },
      { reasoning_content: 'h' },
      { reasoning: 'm' },
      { content: 'Yes' },
      { content: '.', refusal: null, audio: null },
      call({ id: 'a', type: 'function', function: { name: 'look', arguments: '' } }),
      call({ function: { arguments: '{' } }),
      call({ id: 'a', function: { name: 'look', arguments: '}' } }),
      { content: null },
    );
    expect(tape.content()).toBe('Yes.');
    expect(tape.reasoning()).toBe('hm');
    expect([...tape.toolCalls()]).toEqual([[0, { id: 'a', name: 'look', arguments: '{}' }]]);
    expect(tape).toMatchObject({
      roleSent: true,
      chunks: 7,
      chars: 12,
      untracked: false,
      multiple: false,
    });
  });

  test('takes reasoning that comes under two names once', () => {
    expect(tapeOf({ reasoning: 'x', reasoning_content: 'x' }).reasoning()).toBe('x');
  });

  test('reads choices of chats and legacy completions, and only the first', () => {
    const tape = new StreamTape();
    tape.noteChoice({ index: 0, text: 'a' });
    tape.noteChoice({ delta: { content: 'b' } });
    tape.noteChoice({ index: 0 });
    expect(tape).toMatchObject({ multiple: false, chunks: 2 });
    tape.noteChoice({ index: 1, delta: { content: 'c' } });
    expect(tape.multiple).toBe(true);
    expect(tape.content()).toBe('ab');
  });

  test('takes the identity of the first chunk that has one', () => {
    const tape = new StreamTape();
    tape.noteHead({ id: '', created: 0 });
    tape.noteHead({ id: 'a', created: 5 });
    tape.noteHead({ id: 'b', created: 6 });
    expect(tape).toMatchObject({ id: 'a', created: 5 });
  });

  test.each([
    ['a refusal', { refusal: 'no' }],
    ['sound', { audio: { data: 'x' } }],
    ['a legacy call', { function_call: { name: 'f' } }],
    ['content in blocks', { content: [{ type: 'text' }] }],
  ])('says that it cannot follow %s', (_, delta) => {
    expect(tapeOf(delta).untracked).toBe(true);
  });

  test('says that it cannot follow two calls under one index, or a name in parts', () => {
    expect(tapeOf(call({ id: 'a' }), call({ id: 'b' })).untracked).toBe(true);
    const parts = tapeOf(call({ function: { name: 'lo' } }), call({ function: { name: 'ok' } }));
    expect(parts.untracked).toBe(true);
  });

  test('tells calls without an index apart by their place', () => {
    const tape = tapeOf({ tool_calls: [{ id: 'a' }, { id: 'b' }, 'nonsense'] });
    expect([...tape.toolCalls().keys()]).toEqual([0, 1]);
    expect(toolCallIndex({ index: 4 }, 0)).toBe(4);
    expect(tapeOf({ tool_calls: 'nonsense' }).toolCalls().size).toBe(0);
  });

  test('keeps text up to its limit, then only counts', () => {
    const tape = tapeOf({ content: 'x'.repeat(MAX_TAPE_CHARS) });
    expect(tape.overflowed).toBe(false);
    tape.noteDelta(call({ id: 'a', function: { name: 'f' } }) as Record<string, unknown>);
    tape.noteDelta(call({ id: 'a', function: { arguments: '{}' } }) as Record<string, unknown>);
    expect(tape).toMatchObject({ overflowed: true, chars: MAX_TAPE_CHARS + 3, chunks: 3 });
    expect(tape.content()).toBe('');
    expect(tape.toolCalls().size).toBe(0);
  });

  test('joins many pieces in order', () => {
    const tape = new StreamTape();
    const words = Array.from({ length: 2_000 }, (_, at) => `${at} `);
    for (const word of words) tape.noteText(word);
    expect(tape.content()).toBe(words.join(''));
  });

  test('goes on in a copy without changing the first', () => {
    const tape = tapeOf(
      { role: 'assistant', content: 'a' },
      call({ id: 'i', function: { name: 'f' } }),
    );
    tape.noteHead({ id: 'a', created: 1 });
    const copy = tape.copy();
    expect(copy).toMatchObject({ id: 'a', created: 1, roleSent: true, chunks: 2, chars: 2 });
    copy.noteDelta({ content: 'b', ...call({ function: { arguments: '1' } }) });
    expect(copy.content()).toBe('ab');
    expect(copy.toolCalls().get(0)).toEqual({ id: 'i', name: 'f', arguments: '1' });
    expect(tape.content()).toBe('a');
    expect(tape.toolCalls().get(0)?.arguments).toBe('');
    expect(tape.chunks).toBe(2);
  });
});
