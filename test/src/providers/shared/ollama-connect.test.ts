import { describe, expect, test } from '@jest/globals';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { connect } from '../../../support/golden.ts';

describe('the target of an Ollama server', () => {
  test.each([
    ['http://gpu:11434', '/api/chat'],
    ['http://gpu:11434/', '/api/chat'],
    ['http://gpu:11434/api', '/api/chat'],
    ['http://gpu:11434/api/generate', '/api/chat'],
    ['https://proxy.test/ollama/api/chat', '/ollama/api/chat'],
  ])('%s leads to %s', (apiBase, chat) => {
    expect(connect(ollama, { apiBase })).toMatchObject({ paths: { chat } });
  });

  test('no key is needed, and one from the environment is used', () => {
    const env = { OLLAMA_API_BASE: 'https://ollama.test', OLLAMA_API_KEY: 'k' };
    expect(connect(ollama, { apiKey: '' })).toMatchObject({ origin: 'http://localhost:11434' });
    expect(connect(ollama, { apiKey: '', env })).toMatchObject({
      origin: 'https://ollama.test',
      headers: expect.arrayContaining(['Bearer k']),
    });
  });
});
