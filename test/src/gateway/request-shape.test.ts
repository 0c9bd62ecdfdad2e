import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../src/core/llm.ts';
import { checkShape } from '../../../src/gateway/request-shape.ts';

const GOOD: Readonly<Record<Operation, Record<string, unknown>>> = {
  chat: { messages: [{ role: 'user', content: 'hello' }] },
  completion: { prompt: 'hello' },
  embedding: { input: 'hello' },
  rerank: { query: 'hello', documents: ['one'] },
};

describe('what must be there', () => {
  test.each(Object.entries(GOOD))('is enough for %s', (operation, body) => {
    expect(checkShape(operation as Operation, body)).toBeNull();
  });

  test.each([
    ['chat', 'messages', undefined],
    ['chat', 'messages', []],
    ['chat', 'messages', 'hello'],
    ['chat', 'messages', ['hello']],
    ['chat', 'messages', [{ content: 'no role' }]],
    ['chat', 'messages', [null]],
    ['completion', 'prompt', 5],
    ['completion', 'prompt', []],
    ['embedding', 'input', undefined],
    ['embedding', 'input', { text: 'x' }],
    ['rerank', 'query', ['hello']],
    ['rerank', 'documents', []],
    ['rerank', 'documents', 'one'],
  ] as const)('%s is refused when %s is %p', (operation, field, value) => {
    expect(checkShape(operation, { ...GOOD[operation], [field]: value })).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'invalid_type',
      param: field,
    });
  });

  test('is said to be missing, not to be wrong', () => {
    expect(checkShape('embedding', {})?.message).toMatch(/^"input" is missing/);
    expect(checkShape('embedding', { input: 5 })?.message).toMatch(/^"input" must be/);
  });

  test('is a list of tokens too, where texts may be given as tokens', () => {
    expect(checkShape('completion', { prompt: [1, 2, 3] })).toBeNull();
    expect(checkShape('embedding', { input: [[1, 2], [3]] })).toBeNull();
  });
});

describe('what the gateway itself reads', () => {
  test.each([
    ['stream', 'true'],
    ['stream', 1],
    ['num_retries', 1.5],
    ['num_retries', 'two'],
    ['timeout', 0],
    ['timeout', 'soon'],
  ])('is refused when %s is %p', (field, value) => {
    expect(checkShape('chat', { ...GOOD.chat, [field]: value })).toMatchObject({ param: field });
  });

  test.each([
    ['stream', null],
    ['stream', false],
    ['num_retries', 0],
    ['timeout', 1.5],
    ['timeout', null],
    ['temperature', 'not ours to judge'],
  ])('is taken when %s is %p', (field, value) => {
    expect(checkShape('chat', { ...GOOD.chat, [field]: value })).toBeNull();
  });
});
