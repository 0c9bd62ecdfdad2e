import { describe, expect, test } from '@jest/globals';
import {
  chunk,
  completion,
  embeddings,
  event,
  SIXTY_TOKENS,
  SIXTY_WORDS,
  usageChunk,
} from '../../../src/chaos/answer.ts';

const HEAD = { id: 'c1', model: 'healthy' };

describe('a healthy answer', () => {
  test('has sixty words, a token each', () => {
    expect(SIXTY_TOKENS).toHaveLength(60);
    expect(SIXTY_WORDS.split(' ')).toHaveLength(60);
    expect(SIXTY_TOKENS.join('')).toBe(SIXTY_WORDS);
  });

  test('as chunks, as a whole, and what it costs', () => {
    expect(chunk(HEAD, { content: 'a' })).toMatchObject({
      id: 'c1',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
    });
    expect(chunk(HEAD, {}, 'stop')).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(completion(HEAD, ['a', ' b'])).toMatchObject({
      model: 'healthy',
      choices: [{ message: { role: 'assistant', content: 'a b' } }],
      usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
    });
    expect(usageChunk(HEAD, 60)).toMatchObject({ choices: [], usage: { total_tokens: 67 } });
  });

  test('to texts that are to be embedded is a vector each, in either form', () => {
    const plain = embeddings(HEAD, 2, false);
    expect(plain).toMatchObject({
      model: 'healthy',
      data: [
        { index: 0, embedding: [0.5, -0.25, 0.125, -0.0625] },
        { index: 1, embedding: [0.5, -0.25, 0.125, -0.0625] },
      ],
      usage: { prompt_tokens: 14, total_tokens: 14 },
    });
    expect(embeddings(HEAD, 1, true)).toMatchObject({
      data: [{ embedding: 'AAAAPwAAgL4AAAA+AACAvQ==' }],
    });
  });

  test('goes out as events', () => {
    expect(event('[DONE]')).toBe('data: [DONE]\n\n');
    expect(event({ a: 1 })).toBe('data: {"a":1}\n\n');
  });
});
