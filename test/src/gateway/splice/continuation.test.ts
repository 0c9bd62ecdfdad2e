import { describe, expect, test } from '@jest/globals';
import { StreamTape } from '../../../../src/core/stream-tape.ts';
import { Continuation } from '../../../../src/gateway/splice/continuation.ts';
import { read, tapeOf } from './streams.ts';

const CHUNK = { id: 'second', created: 2, model: 'm2', choices: [] };

describe('Continuation', () => {
  test('writes under the identity of the first stream and tapes what it wrote', () => {
    const delivered = tapeOf([{ content: 'a' }]);
    const out = new Continuation(delivered);
    out.choice(CHUNK, {
      index: 0,
      delta: { role: 'assistant', content: 'b' },
      finish_reason: null,
    });
    out.choice(CHUNK, { index: 0, delta: { role: 'assistant' }, finish_reason: null });
    out.usage({ ...CHUNK, usage: { total_tokens: 3 } });
    const heard = read(String(out.take()));
    expect(heard).toMatchObject({ content: 'b', roles: 0, usage: { total_tokens: 3 } });
    expect([...heard.ids, ...heard.created]).toEqual(['first', 1]);
    expect(out.take()).toBeNull();
    expect(out.tape.content()).toBe('ab');
    expect(delivered.content()).toBe('a');
  });

  test('takes the identity of its own stream, and the role, where the first had none', () => {
    const out = new Continuation(new StreamTape());
    out.choice(CHUNK, {
      index: 0,
      delta: { role: 'assistant', content: 'b' },
      finish_reason: null,
    });
    expect(read(String(out.take()))).toMatchObject({ roles: 1, ids: new Set(['second']) });
    expect(out.tape.id).toBe('second');
  });
});
