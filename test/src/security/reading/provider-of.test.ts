import { expect, test } from '@jest/globals';
import { readYamlFile } from '../../../../src/config/yaml-document.ts';
import {
  keyProvider,
  providerOfParams,
  providerOfVariable,
} from '../../../../src/security/reading/provider-of.ts';

test.each([
  ['OPENAI_API_KEY', 'openai'],
  ['AZURE_OPENAI_API_KEY', 'azure'],
  ['HF_TOKEN', 'huggingface'],
  ['GOOGLE_API_KEY', 'gemini'],
  ['OPENAI_API_BASE', null],
  ['LLM_KEY', null],
])('%s holds a key of %s', (name, provider) => {
  expect(providerOfVariable(name)).toBe(provider);
});

test.each([
  ['model: groq/x', 'groq'],
  ['model: vertex_ai/x', 'gemini'],
  ['{model: x, custom_llm_provider: cohere_chat}', 'cohere'],
  ['{model: openai/x, api_base: "https://a.example"}', null],
  ['model: gpt-4o', null],
])('%s sends its key to %s', (yaml, provider) => {
  expect(providerOfParams(readYamlFile(yaml).roots[0] ?? null)).toBe(provider);
});

test('a provider that is not listed has its own keys', () => {
  expect(keyProvider('groq')).toBe('groq');
  expect(providerOfParams(null)).toBeNull();
});
