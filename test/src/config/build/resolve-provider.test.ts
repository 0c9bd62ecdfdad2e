import { describe, expect, test } from '@jest/globals';
import { resolveProvider } from '../../../../src/config/build/resolve-provider.ts';
import { CATALOGUE } from '../load-text.ts';

function resolve(model: string, over: { named?: string; apiBase?: string } = {}) {
  const { named = null, apiBase = null } = over;
  return resolveProvider({ model, named, apiBase }, CATALOGUE);
}

const found = (provider: string, model: string) => ({ kind: 'found', provider, model });
const BASE = 'http://localhost:8000/v1';

describe('resolveProvider', () => {
  test('takes the first segment, and keeps the others', () => {
    expect(resolve('groq/openai/gpt-oss-120b')).toEqual(found('groq', 'openai/gpt-oss-120b'));
    expect(resolve('openai//model', { apiBase: BASE })).toEqual(found('openai', '/model'));
    expect(resolve('openai/*')).toEqual(found('openai', '*'));
  });

  test('takes the named provider before the prefix', () => {
    expect(resolve('openai/gpt-4o', { named: 'azure' })).toEqual(found('azure', 'openai/gpt-4o'));
    expect(resolve('azure/gpt-4o', { named: 'azure' })).toEqual(found('azure', 'gpt-4o'));
  });

  test('finds providers that are known but not served', () => {
    expect(resolve('anthropic/claude')).toEqual(found('anthropic', 'claude'));
  });

  test('asks the catalogue for bare names and hosts', () => {
    expect(resolve('gpt-4o')).toEqual(found('openai', 'gpt-4o'));
    expect(resolve('llama-3', { apiBase: 'https://api.groq.com/openai/v1' })).toEqual(
      found('groq', 'llama-3'),
    );
  });

  test('takes any other address for an OpenAI-compatible server', () => {
    expect(resolve('llama2', { apiBase: BASE })).toEqual(found('openai', 'llama2'));
    expect(resolve('acme/llama2', { apiBase: BASE })).toEqual(found('openai', 'acme/llama2'));
    expect(resolve('opneai/llama2', { apiBase: BASE })).toEqual({
      ...found('openai', 'opneai/llama2'),
      meant: 'openai',
    });
  });

  test('takes vllm for the server when there is an address', () => {
    expect(resolve('vllm/qwen', { apiBase: BASE })).toEqual(found('hosted_vllm', 'qwen'));
    expect(resolve('qwen', { named: 'vllm', apiBase: BASE })).toEqual(found('hosted_vllm', 'qwen'));
    expect(resolve('vllm/qwen')).toEqual({ kind: 'vllm-without-base' });
  });

  test('leaves a lone star to the client', () => {
    expect(resolve('*')).toEqual({ kind: 'any' });
  });

  test('says what is unknown, and what was probably meant', () => {
    expect(resolve('gorq/llama')).toEqual({ kind: 'unknown', word: 'gorq', meant: 'groq' });
    expect(resolve('unknown/model')).toEqual({ kind: 'unknown', word: 'unknown', meant: null });
    expect(resolve('x', { named: 'nobody', apiBase: BASE })).toMatchObject({ word: 'nobody' });
  });
});
