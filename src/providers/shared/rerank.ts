import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, ProviderError, UnsupportedCall } from '../provider.ts';
import { isJsonObject, listAt, numberAt, objectAt, parseJsonObject, textAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { describeForeignBody, findErrorInAnswer } from './provider-error.ts';
import { applyExtraBody, applyParamPolicy } from './param-policy.ts';
import { RequestDraft } from './request-draft.ts';

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

/** Optional parameters of the rerank API; any other name is the provider's own and passes. */
const RERANK_OPTIONS = [
  'top_n',
  'rank_fields',
  'return_documents',
  'max_chunks_per_doc',
  'max_tokens_per_doc',
] as const;

/**
 * The upstream body of a rerank call. The request's `query` and `documents` are taken as checked at
 * the edge. Limits on a provider's own splitting (`max_chunks_per_doc`, `max_tokens_per_doc`) that
 * it does not know are left out: they change cost, not meaning.
 */
export function encodeRerank(
  dialect: RerankDialectName,
  call: ProviderCall,
): Buffer | UnsupportedCall {
  const { optional, documents }: RerankDialect = DIALECTS[dialect];
  const draft = new RequestDraft(call.request);
  const refused = applyParamPolicy(draft, {
    provider: dialect,
    operation: 'rerank',
    policy: call.params,
    supports: () => true,
  });
  if (refused !== null) return refused;
  draft.set('model', call.model);
  if (documents === 'text') draft.set('documents', asTexts(draft.toObject()));
  for (const name of RERANK_OPTIONS) if (!optional.includes(name)) draft.remove(name);
  applyExtraBody(draft, call.params);
  return draft.toBody();
}

/**
 * The client's answer, in Cohere's shape, from any of the dialects. With `return_documents` the
 * documents are filled in from the request where the provider left them out.
 */
export function decodeRerank(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError {
  const answer = parseJsonObject(body);
  if (answer === null || !Array.isArray(answer['results'])) {
    return (answer && findErrorInAnswer(answer)) ?? describeForeignBody(body);
  }
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

/** `{text}` alone is plain text; more fields become lines, those of `rank_fields` where it has any. */
function asText(document: JsonObject, fields: readonly string[]): string {
  const ranked = fields.filter((field) => field in document);
  const keys = ranked.length > 0 ? ranked : Object.keys(document);
  const text = textAt(document, 'text');
  if (text !== null && keys.length === 1 && keys[0] === 'text') return text;
  return keys.map((key) => `${key}: ${asLine(document[key])}`).join('\n');
}

function asLine(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
