import { describe, expect, test } from '@jest/globals';
import { cohere } from '../../../../src/providers/cohere/adapter.ts';
import {
  decodeCohereEmbedding,
  encodeCohereEmbedding,
} from '../../../../src/providers/cohere/embedding.ts';
import { toCall } from '../../../support/golden.ts';

describe("Cohere's embeddings", () => {
  test('token lists are refused', () => {
    const call = toCall(cohere, { operation: 'embedding', client: { input: [[1, 2]] } });
    expect(encodeCohereEmbedding(call, '/v2/embed')).toMatchObject({ param: 'input' });
  });

  test('an input_type of the deployment is used', () => {
    const params = { defaults: { input_type: 'classification' } };
    const call = toCall(cohere, { operation: 'embedding', params, client: { input: 'a' } });
    const encoded = encodeCohereEmbedding(call, '/v2/embed');
    expect('body' in encoded && encoded.body.toString()).toContain('"input_type":"classification"');
  });

  test('an answer without float vectors is none', () => {
    const call = toCall(cohere, { operation: 'embedding', client: { input: 'a' } });
    expect(decodeCohereEmbedding(call, { embeddings: { int8: [[1]] } })).toBeNull();
  });
});
