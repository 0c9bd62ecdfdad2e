import { describe, expect, test } from '@jest/globals';
import { findProvider, inferProvider, providers } from '../../../src/providers/registry.ts';

describe('findProvider', () => {
  test('finds each provider by its name, and nothing else', () => {
    for (const provider of providers) expect(findProvider(provider.name)).toBe(provider);
    expect(findProvider('toString')).toBeUndefined();
  });
});

describe('inferProvider', () => {
  test.each([
    ['gpt-4o', null, 'openai'],
    ['o3-mini', null, 'openai'],
    ['chatgpt-4o-latest', null, 'openai'],
    ['ft:gpt-4o:org::id', null, 'openai'],
    ['text-embedding-3-small', null, 'openai'],
    ['dall-e-3', null, 'openai'],
    ['davinci-002', null, 'openai'],
    ['claude-sonnet-4-5', null, 'anthropic'],
    ['gemini-2.5-pro', null, 'vertex_ai'],
    ['llama-3', null, null],
    ['olive', null, null],
    ['llama-3', 'https://api.groq.com/openai/v1', 'groq'],
    ['gpt-4o', 'https://api.deepseek.com', 'deepseek'],
    ['llama-3', 'http://localhost:8000', null],
    ['gpt-4o', 'not a url', 'openai'],
  ])('%s at %s belongs to %s', (model, apiBase, name) => {
    expect(inferProvider(model, apiBase)).toBe(name);
  });
});
