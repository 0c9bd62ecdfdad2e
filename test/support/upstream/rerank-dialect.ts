import { openaiError, type Dialect, type DialectRequest, type FakeError } from './dialect.ts';

/** Whose rerank API the upstream speaks: all of them use the same path. */
export type RerankShape = 'cohere' | 'jina' | 'together' | 'vllm';

interface Ranked {
  readonly index: number;
  readonly relevance_score: number;
  readonly document?: { readonly text: unknown };
}

const SHARED = {
  streamType: 'application/json',
  wantsStream: (): boolean => false,
  frames: (): [] => [],
  frame: (json: string): string => json,
};

/** `POST …/rerank`. The first document is always the best: scores fall as 1, 1/2, 1/4… */
export const RERANK_DIALECTS: Readonly<Record<RerankShape, Dialect>> = {
  cohere: {
    ...SHARED,
    name: 'cohere-rerank',
    error: ({ message }: FakeError): unknown => ({ id: 'fake', message }),
    whole: (request) => ({
      id: `rerank-fake-${request.index}`,
      // Version 2 of the API never returns documents.
      results: rank(request, !request.path.includes('/v2/') && wantsDocuments(request)),
      meta: {
        api_version: { version: request.path.includes('/v2/') ? '2' : '1' },
        billed_units: { search_units: 1 },
      },
    }),
  },
  jina: {
    ...SHARED,
    name: 'jina-rerank',
    error: ({ message }: FakeError): unknown => ({ detail: message }),
    whole: (request) => ({
      model: request.model,
      object: 'list',
      usage: { total_tokens: 15 },
      results: rank(request, request.json['return_documents'] !== false),
    }),
  },
  together: {
    ...SHARED,
    name: 'together-rerank',
    error: openaiError,
    whole: (request) => ({
      object: 'rerank',
      id: `rerank-fake-${request.index}`,
      model: request.model,
      results: rank(request, wantsDocuments(request)),
      usage: { prompt_tokens: 15, completion_tokens: 0, total_tokens: 15 },
    }),
  },
  vllm: {
    ...SHARED,
    name: 'vllm-rerank',
    error: ({ message, type = 'BadRequestError', code = 400 }: FakeError): unknown => ({
      error: { message, type, param: null, code },
    }),
    whole: (request) => ({
      id: `rerank-fake-${request.index}`,
      model: request.model,
      usage: { prompt_tokens: 15, total_tokens: 15 },
      results: rank(request, true),
    }),
  },
};

function wantsDocuments(request: DialectRequest): boolean {
  return request.json['return_documents'] === true;
}

function rank({ json }: DialectRequest, withDocuments: boolean): Ranked[] {
  const documents: readonly unknown[] = Array.isArray(json['documents']) ? json['documents'] : [];
  const topN = typeof json['top_n'] === 'number' ? json['top_n'] : documents.length;
  return documents.slice(0, topN).map((document, index) => ({
    index,
    relevance_score: 2 ** -index,
    ...(withDocuments ? { document: { text: textOf(document) } } : {}),
  }));
}

function textOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'text' in document
    ? document.text
    : document;
}
