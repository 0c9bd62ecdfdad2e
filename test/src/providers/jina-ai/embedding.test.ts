import { describe, expect, test } from '@jest/globals';
import { jinaAi } from '../../../../src/providers/jina-ai/adapter.ts';
import {
  decodeJinaEmbedding,
  encodeJinaEmbedding,
} from '../../../../src/providers/jina-ai/embedding.ts';
import type { ProviderCall } from '../../../../src/providers/provider.ts';
import { toCall } from '../../../support/golden.ts';

const call = toCall(jinaAi, { operation: 'embedding', client: { model: 'alias', input: 'a' } });

function bodyOf(one: ProviderCall): string {
  const body = encodeJinaEmbedding(one);
  return Buffer.isBuffer(body) ? body.toString() : body.unsupported;
}

describe("Jina's embeddings", () => {
  test('inputs without an image go out as they came', () => {
    expect(bodyOf(call)).toBe('{"model":"the-model","input":"a"}');
  });

  test('a single image becomes an object', () => {
    const client = { input: 'data:image/png;base64,AAAA' };
    expect(bodyOf(toCall(jinaAi, { operation: 'embedding', client }))).toContain(
      '"input":[{"image":"AAAA"}]',
    );
  });

  test.each(['', '<html></html>', '{"detail":"no"}'])('%j is an error', (body) => {
    expect(decodeJinaEmbedding(call, Buffer.from(body))).toMatchObject({ status: 502 });
  });
});
