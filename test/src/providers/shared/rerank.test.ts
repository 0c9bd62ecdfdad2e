import { describe, expect, test } from '@jest/globals';
import { cohere } from '../../../../src/providers/cohere/adapter.ts';
import type { ProviderCall } from '../../../../src/providers/provider.ts';
import {
  decodeRerank,
  encodeRerank,
  type RerankDialectName,
} from '../../../../src/providers/shared/rerank.ts';
import { toCall } from '../../../support/golden.ts';

const documents = ['a', { text: 'b' }, { title: 'T', text: 'c', tags: ['x'] }];
const everything = {
  model: 'alias',
  query: 'q',
  documents,
  top_n: 2,
  rank_fields: ['title', 'tags'],
  return_documents: true,
  max_chunks_per_doc: 3,
  max_tokens_per_doc: 4,
  truncation: true,
};

function callWith(client: Readonly<Record<string, unknown>> = everything): ProviderCall {
  return toCall(cohere, { operation: 'rerank', client });
}

function encoded(dialect: RerankDialectName, call: ProviderCall): unknown {
  const body = encodeRerank(dialect, call);
  return Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body;
}

function decoded(answer: unknown, client?: Readonly<Record<string, unknown>>): unknown {
  const result = decodeRerank(callWith(client), Buffer.from(JSON.stringify(answer)));
  return 'status' in result
    ? result
    : { ...result, body: JSON.parse(result.body.toString()) as unknown };
}

describe('encodeRerank', () => {
  const common = { model: 'the-model', query: 'q', truncation: true };
  const texts = ['a', 'b', 'title: T\ntags: ["x"]'];
  test.each([
    [
      'cohere_v1',
      { documents, rank_fields: ['title', 'tags'], return_documents: true, max_chunks_per_doc: 3 },
    ],
    ['cohere_v2', { documents: texts, max_tokens_per_doc: 4 }],
    ['jina_ai', { documents, return_documents: true }],
    ['together_ai', { documents, rank_fields: ['title', 'tags'], return_documents: true }],
    ['hosted_vllm', { documents: texts }],
  ] as const)('%s gets what it knows, and foreign names as they are', (dialect, own) => {
    expect(encoded(dialect, callWith())).toEqual({ ...common, top_n: 2, ...own });
  });

  test('a document with a text only stays plain where strings are wanted', () => {
    const call = callWith({ query: 'q', documents: [{ text: 'b' }] });
    expect(encoded('cohere_v2', call)).toMatchObject({ documents: ['b'] });
  });
});

describe('decodeRerank', () => {
  test('usage becomes meta', () => {
    const usage = { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 };
    expect(decoded({ results: [], usage })).toEqual({
      body: {
        id: 'rerank-call-1',
        results: [],
        meta: {
          billed_units: { total_tokens: 4 },
          tokens: { input_tokens: 4, output_tokens: 0 },
        },
      },
      usage: { promptTokens: 4, completionTokens: 0, totalTokens: 4 },
      finishReason: null,
    });
  });

  test("the provider's own meta stays as it is", () => {
    const meta = { billed_units: { search_units: 1 }, tokens: { input_tokens: 9 } };
    expect(decoded({ id: 'r', results: [], meta })).toMatchObject({
      body: { id: 'r', meta },
      usage: { promptTokens: 9, totalTokens: 9 },
    });
  });

  test('documents are filled in from the request when it asked for them', () => {
    const results = [
      { index: 2, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.5, document: {} },
      { index: 1, relevance_score: 0.1, document: 'from upstream' },
      { index: 7, relevance_score: 0 },
    ];
    expect(decoded({ results })).toMatchObject({
      body: {
        results: [
          { index: 2, relevance_score: 0.9, document: documents[2] },
          { index: 0, relevance_score: 0.5, document: { text: 'a' } },
          { index: 1, relevance_score: 0.1, document: { text: 'from upstream' } },
          { index: 7, relevance_score: 0 },
        ],
      },
    });
  });

  test('documents stay out when nobody asked for them', () => {
    const results = [{ index: 0, relevance_score: 0.5 }];
    expect(decoded({ results }, { query: 'q', documents: ['a'] })).toMatchObject({
      body: { results: [{ index: 0, relevance_score: 0.5 }] },
    });
  });

  test.each([
    [{ error: { message: 'no', code: 429 } }, 429],
    ['<html>', 502],
    [{ a: 1 }, 502],
  ])('%j under status 200 is an error', (answer, status) => {
    expect(decoded(answer)).toMatchObject({ status });
  });
});
