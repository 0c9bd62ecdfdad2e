import { expect, test } from '@jest/globals';
import { createOllamaProvider } from '../../../../src/providers/shared/ollama-provider.ts';

test('both names of Ollama have the same operations', () => {
  const { name, operations } = createOllamaProvider('ollama_chat');
  expect([name, operations]).toEqual(['ollama_chat', ['chat', 'completion', 'embedding']]);
});
