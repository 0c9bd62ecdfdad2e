import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, ProviderError } from '../provider.ts';
import { isJsonObject, listAt, numberAt, objectAt, parseJsonObject, textAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';

/**
 * What a rerank endpoint takes. `documents: 'text'` means strings only: structured documents are
 * written out as `key: value` lines, which is what Cohere recommends for its second version.
 */
interface RerankDialect {
  readonly optional: readonly string[];
  readonly documents: 'any' | 'text';
}

const DIALECTS = {
  cohere_v1: {
    optional: ['top_n', 'rank_fields', 'return_documents', 'max_chunks_per_doc'],
    documents: 'any',
  },
  cohere_v2: { optional: ['top_n', 'max_tokens_per_doc'], documents: 'text' },
  jina_ai: { optional: ['top_n', 'return_documents'], documents: 'any' },
  together_ai: { optional: ['top_n', 'rank_fields', 'return_documents'], documents: 'any' },
  hosted_vllm: { optional: ['top_n'], documents: 'text' },
} as const satisfies Record<string, RerankDialect>;

/** A rerank endpoint's way of taking requests. */
export type RerankDialectName = keyof typeof DIALECTS;

/** Parameters of the rerank API itself; anything else is the provider's own and passes through. */
const RERANK_PARAMS: ReadonlySet<string> = new Set([
  'model',
  'query',
  'documents',
  'top_n',
  'rank_fields',
  'return_documents',
  'max_chunks_per_doc',
  'max_tokens_per_doc',
]);

/**
 * The upstream body of a rerank call. The request's `query` and `documents` are taken as checked at
 * the edge. Limits on a provider's own splitting (`max_chunks_per_doc`, `max_tokens_per_doc`) that
 * it does not know are left out: they change cost, not meaning.
 */
export function encodeRerank(dialect: RerankDialectName, call: ProviderCall): Buffer {
  const { optional, documents }: RerankDialect = DIALECTS[dialect];
  const asked: JsonObject = { ...call.params.defaults, ...call.request.json };
  const body: Record<string, unknown> = {
    model: call.model,
    query: asked['query'],
    documents: documents === 'text' ? asTexts(asked) : asked['documents'],
  };
  for (const [key, value] of Object.entries(asked)) {
    const passes = !RERANK_PARAMS.has(key) || optional.includes(key);
    if (passes && value != null && !call.params.additionalDrop.includes(key)) body[key] = value;
  }
  return Buffer.from(JSON.stringify({ ...body, ...call.params.extraBody }));
}

/**
 * The client's answer, in Cohere's shape, from any of the dialects. With `return_documents` the
 * documents are filled in from the request where the provider left them out.
 */
export function decodeRerank(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError {
  const answer = parseJsonObject(body);
  if (answer === null || !Array.isArray(answer['results'])) return notAnAnswer(answer);
  const usage = readUsage(answer);
  const rendered = {
    id: textAt(answer, 'id') ?? `rerank-${call.id}`,
    results: answer['results'].filter(isJsonObject).map((result) => toResult(result, call)),
    meta: toMeta(answer),
  };
  return { body: Buffer.from(JSON.stringify(rendered)), usage, finishReason: null };
}

function toResult(result: JsonObject, call: ProviderCall): JsonObject {
  const { index, relevance_score } = result;
  const document = toDocument(result['document']) ?? ownDocument(call, index);
  return { index, relevance_score, ...(document !== null && { document }) };
}

function toDocument(document: unknown): JsonObject | null {
  if (typeof document === 'string') return { text: document };
  return isJsonObject(document) && Object.keys(document).length > 0 ? document : null;
}

function ownDocument(call: ProviderCall, index: unknown): JsonObject | null {
  const { json } = call.request;
  if (json['return_documents'] !== true || typeof index !== 'number') return null;
  return toDocument(listAt(json, 'documents')[index]);
}

/** Cohere bills search units and says so in `meta`; the others count tokens in `usage`. */
function toMeta(answer: JsonObject): JsonObject {
  if (isJsonObject(answer['meta'])) return answer['meta'];
  const usage = readUsage(answer);
  if (usage === null) return {};
  return {
    billed_units: { total_tokens: usage.totalTokens },
    tokens: { input_tokens: usage.promptTokens, output_tokens: usage.completionTokens },
  };
}

function readUsage(answer: JsonObject): Usage | null {
  const tokens = objectAt(objectAt(answer, 'meta'), 'tokens');
  const usage = objectAt(answer, 'usage');
  const completion = numberAt(tokens, 'output_tokens') ?? numberAt(usage, 'completion_tokens') ?? 0;
  const prompt = numberAt(tokens, 'input_tokens') ?? numberAt(usage, 'prompt_tokens');
  const total = numberAt(usage, 'total_tokens') ?? (prompt === null ? null : prompt + completion);
  if (total === null) return null;
  return {
    promptTokens: prompt ?? total - completion,
    completionTokens: completion,
    totalTokens: total,
  };
}

function asTexts(asked: JsonObject): unknown[] {
  const fields = listAt(asked, 'rank_fields').filter((field) => typeof field === 'string');
  return listAt(asked, 'documents').map((document) =>
    isJsonObject(document) ? asText(document, fields) : document,
  );
}

/** `{text}` alone is plain text; more fields become lines, in the order of `rank_fields`. */
function asText(document: JsonObject, fields: readonly string[]): string {
  const keys = fields.length > 0 ? fields.filter((field) => field in document) : Object.keys(document);
  const text = textAt(document, 'text');
  if (text !== null && keys.length === 1 && keys[0] === 'text') return text;
  return keys.map((key) => `${key}: ${asLine(document[key])}`).join('\n');
}

function asLine(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function notAnAnswer(answer: JsonObject | null): ProviderError {
  const said = answer === null ? null : (textAt(answer, 'message') ?? textAt(answer, 'detail'));
  return {
    status: 502,
    message: said ?? 'The provider answered with something that is not a rerank result.',
    type: null,
    code: null,
    param: null,
  };
}
