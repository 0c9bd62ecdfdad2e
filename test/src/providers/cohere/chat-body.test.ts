import { describe, expect, test } from '@jest/globals';
import { cohere } from '../../../../src/providers/cohere/adapter.ts';
import { encodeCohereChat } from '../../../../src/providers/cohere/chat-body.ts';
import type { ParamPolicy } from '../../../../src/providers/provider.ts';
import { toCall } from '../../../support/golden.ts';

function bodyOf(
  client: Readonly<Record<string, unknown>>,
  params: Partial<ParamPolicy> = {},
): unknown {
  const encoded = encodeCohereChat(
    toCall(cohere, { client: { messages: [], ...client }, params }),
    '/v2/chat',
  );
  return 'body' in encoded ? JSON.parse(encoded.body.toString()) : encoded;
}

const empty = { model: 'the-model', messages: [] };
const tool = (name: string): object => ({ type: 'function', function: { name } });

describe('the body for Cohere', () => {
  test('nulls and values that say nothing are left out', () => {
    expect(bodyOf({ temperature: null, stop: null, logprobs: false, n: 1, user: 'u' })).toEqual(
      empty,
    );
  });

  test("Cohere's own names win over OpenAI's, and max_completion_tokens over max_tokens", () => {
    expect(bodyOf({ top_p: 0.1, p: 0.2, max_tokens: 5, max_completion_tokens: 6 })).toEqual({
      ...empty,
      p: 0.2,
      max_tokens: 6,
    });
  });

  test.each([
    ['auto', { tools: [tool('a'), tool('b')] }],
    ['none', {}],
    ['required', { tools: [tool('a'), tool('b')], tool_choice: 'REQUIRED' }],
    [tool('b'), { tools: [tool('b')], tool_choice: 'REQUIRED' }],
  ])('tool_choice %j', (tool_choice, wanted) => {
    expect(bodyOf({ tools: [tool('a'), tool('b')], tool_choice })).toEqual({ ...empty, ...wanted });
  });

  test('response_format text is the default and not sent', () => {
    expect(bodyOf({ response_format: { type: 'text' } })).toEqual(empty);
    expect(bodyOf({ response_format: { type: 'json_object' } })).toEqual({
      ...empty,
      response_format: { type: 'json_object' },
    });
  });

  test('thinking of its own wins over reasoning_effort', () => {
    const thinking = { type: 'enabled', token_budget: 5 };
    expect(bodyOf({ reasoning_effort: 'none', thinking })).toEqual({ ...empty, thinking });
    expect(bodyOf({ reasoning_effort: 'high' })).toEqual({
      ...empty,
      thinking: { type: 'enabled' },
    });
  });

  test('allowed parameters and extra_body pass', () => {
    const params = { allowed: ['logit_bias'], extraBody: { safety_mode: 'OFF' } };
    expect(bodyOf({ logit_bias: { 1: 2 } }, params)).toEqual({
      ...empty,
      logit_bias: { 1: 2 },
      safety_mode: 'OFF',
    });
  });
});
