import { describe, expect, test } from '@jest/globals';
import { prefillOf } from '../../../../src/providers/openai-compatible/prefill.ts';
import { toCall, toRequest } from '../../../support/golden.ts';
import { findProvider } from '../../../../src/providers/registry.ts';

const REQUEST = toRequest({
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content: 'hi' }],
});
const SAID = 'one two three';

/** What goes on the wire when a provider is given a beginning; null where it is not. */
function sent(name: string, model: string): Record<string, unknown> | null {
  const provider = findProvider(name);
  if (provider === undefined) throw new Error(`no provider ${name}`);
  const request = provider.prefill?.(REQUEST, model, SAID) ?? null;
  if (request === null) return null;
  const settings = { model, apiBase: 'http://127.0.0.1:1/v1' };
  const encoded = provider.encode({ ...toCall(provider, { settings }), request });
  return 'body' in encoded
    ? (JSON.parse(encoded.body.toString()) as Record<string, unknown>)
    : null;
}

const last = (body: Record<string, unknown> | null): unknown =>
  (body?.['messages'] as unknown[] | undefined)?.at(-1);

describe('prefillOf', () => {
  test.each([
    ['deepseek', 'deepseek-chat', { prefix: true }],
    ['mistral', 'mistral-large-latest', { prefix: true }],
    ['groq', 'llama-3.3-70b-versatile', {}],
    ['moonshot', 'moonshot-v1-8k', { partial: true }],
    ['hosted_vllm', 'llama-3', {}],
    ['ollama', 'llama3.2', {}],
    ['ollama_chat', 'llama3.2', {}],
  ])('gives %s the beginning as it wants it', (name, model, mark) => {
    expect(last(sent(name, model))).toEqual({ role: 'assistant', content: SAID, ...mark });
  });

  test('tells vLLM to leave the last message open', () => {
    expect(sent('vllm', 'llama-3')).toMatchObject({
      continue_final_message: true,
      add_generation_prompt: false,
    });
  });

  test.each([
    ['openai', 'gpt-4o'],
    ['azure', 'gpt-4o'],
    ['openrouter', 'meta-llama/llama-3-8b'],
    ['cohere', 'command-r'],
    ['groq', 'openai/gpt-oss-120b'],
    ['deepseek', 'deepseek-reasoner'],
    ['moonshot', 'kimi-k2.5'],
  ])('has %s/%s answer anew', (name, model) => {
    expect(sent(name, model)).toBeNull();
  });

  test('asks Mistral, which repeats the beginning, only with one that can be told apart', () => {
    const { prefill } = prefillOf('mistral');
    expect(prefill?.(REQUEST, 'mistral-large-latest', 'Hello')).toBeNull();
  });
});
