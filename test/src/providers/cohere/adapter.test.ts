import { describe, expect, test } from '@jest/globals';
import { cohere, cohereChat } from '../../../../src/providers/cohere/adapter.ts';
import { runGoldens, toCall } from '../../../support/golden.ts';

runGoldens(cohere);

describe('cohere and cohere_chat', () => {
  test('both names speak the same API', () => {
    const client = { model: 'alias', messages: [{ role: 'user', content: 'Hi' }] };
    const [one, other] = [cohere, cohereChat].map((provider) =>
      provider.encode(toCall(provider, { client })),
    );
    expect(one).toEqual(other);
    expect(cohereChat.operations).toEqual(cohere.operations);
  });

  test('legacy completions have no endpoint', () => {
    const call = toCall(cohere, { operation: 'completion', client: { prompt: 'a' } });
    expect(cohere.encode(call)).toMatchObject({
      unsupported: 'Cohere has no completion endpoint.',
    });
  });

  test.each([
    [{}, {}, '/v2/rerank'],
    [{}, { max_chunks_per_doc: 2 }, '/v2/rerank'],
    [{ apiBase: 'https://own.test' }, {}, '/v2/rerank'],
    [{ apiBase: 'https://own.test' }, { max_chunks_per_doc: 2 }, '/v1/rerank'],
    [
      { apiBase: 'https://own.test' },
      { max_chunks_per_doc: 2, max_tokens_per_doc: 9 },
      '/v2/rerank',
    ],
    [{ apiBase: 'https://own.test/v2/rerank' }, { max_chunks_per_doc: 2 }, '/v2/rerank'],
    [{ apiBase: 'https://own.test/x/v1/rerank' }, {}, '/x/v1/rerank'],
    [{ env: { COHERE_API_BASE: 'https://own.test' } }, { max_chunks_per_doc: 2 }, '/v1/rerank'],
  ])('rerank with %j and %j goes to %s', (settings, extra, path) => {
    const client = { model: 'alias', query: 'q', documents: ['a'], ...extra };
    const call = toCall(cohere, { operation: 'rerank', settings, client });
    expect(cohere.encode(call)).toMatchObject({ path });
  });
});
