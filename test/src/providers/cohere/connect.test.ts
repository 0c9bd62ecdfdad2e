import { describe, expect, test } from '@jest/globals';
import { cohere } from '../../../../src/providers/cohere/adapter.ts';
import { connect } from '../../../support/golden.ts';

describe('the target of Cohere', () => {
  test.each([
    ['https://api.cohere.ai/v1', '/v2/chat'],
    ['https://own.test/v2/chat', '/v2/chat'],
    ['https://own.test/cohere/v1/embed', '/cohere/v2/chat'],
    ['https://own.test/cohere/', '/cohere/v2/chat'],
  ])('%s leads to %s', (apiBase, chat) => {
    expect(connect(cohere, { apiBase })).toMatchObject({ paths: { chat } });
  });

  test('the key is read from either variable, and its absence is a problem', () => {
    expect(connect(cohere, { apiKey: '', env: { CO_API_KEY: 'k' } })).toMatchObject({
      origin: 'https://api.cohere.com',
      headers: expect.arrayContaining(['Bearer k']),
    });
    expect(connect(cohere, { apiKey: '' })).toMatchObject({
      help: 'Set litellm_params.api_key or COHERE_API_KEY or CO_API_KEY.',
    });
  });
});
