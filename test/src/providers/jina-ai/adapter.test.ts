import { describe, expect, test } from '@jest/globals';
import { jinaAi } from '../../../../src/providers/jina-ai/adapter.ts';
import { connect, runGoldens, toCall } from '../../../support/golden.ts';

runGoldens(jinaAi);

describe('jina_ai', () => {
  test('the key is read from either variable', () => {
    expect(connect(jinaAi, { apiKey: '', env: { JINA_AI_TOKEN: 'k' } })).toMatchObject({
      headers: expect.arrayContaining(['Bearer k']),
    });
    expect(connect(jinaAi, { apiKey: '', env: { JINA_API_KEY: 'k' } })).toMatchObject({
      help: 'Set litellm_params.api_key or JINA_AI_API_KEY or JINA_AI_TOKEN.',
    });
  });

  test('a base that names an endpoint leads to both', () => {
    expect(connect(jinaAi, { apiBase: 'https://own.test/v1/embeddings' })).toMatchObject({
      paths: { embedding: '/v1/embeddings', rerank: '/v1/rerank' },
    });
  });

  test('chats are refused before anything is sent', () => {
    expect(jinaAi.encode(toCall(jinaAi, {}))).toMatchObject({ param: null });
  });
});
