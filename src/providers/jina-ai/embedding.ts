import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, ProviderError, UnsupportedCall } from '../provider.ts';
import { renderEmbeddings } from '../shared/embedding-answer.ts';
import { isJsonObject, parseJsonObject } from '../shared/json-value.ts';
import type { EmbeddingVector } from '../shared/embedding-answer.ts';
import { readUsage } from '../shared/openai-json.ts';
import { applyExtraBody, applyParamPolicy } from '../shared/param-policy.ts';
import { describeForeignBody, findErrorInAnswer } from '../shared/provider-error.ts';
import { RequestDraft } from '../shared/request-draft.ts';

/** The body for Jina's `/embeddings`. Numbers are asked for; base64 is made from them here. */
export function encodeJinaEmbedding(call: ProviderCall): Buffer | UnsupportedCall {
  const draft = new RequestDraft(call.request);
  const refused = applyParamPolicy(draft, {
    provider: 'jina_ai',
    operation: 'embedding',
    policy: call.params,
    supports: (name) => name === 'dimensions' || name === 'encoding_format',
  });
  if (refused !== null) return refused;
  draft.set('model', call.model);
  draft.set('input', toInput(draft.get('input')));
  draft.remove('encoding_format');
  applyExtraBody(draft, call.params);
  return draft.toBody();
}

const IMAGE = /^data:image\/[^,]*;base64,/i;

/** An image among the inputs turns all of them into objects, as the multimodal models want. */
function toInput(input: unknown): unknown {
  const entries: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (!entries.some((entry) => typeof entry === 'string' && IMAGE.test(entry))) return input;
  return entries.map((entry) => {
    if (typeof entry !== 'string') return entry;
    return IMAGE.test(entry) ? { image: entry.replace(IMAGE, '') } : { text: entry };
  });
}

/** An answer of Jina's `/embeddings`. */
export function decodeJinaEmbedding(
  call: ProviderCall,
  body: Buffer,
): DecodedAnswer | ProviderError {
  const json = parseJsonObject(body);
  if (json === null) return describeForeignBody(body);
  if (!Array.isArray(json['data'])) return findErrorInAnswer(json) ?? describeForeignBody(body);
  const vectors = json['data'].map((entry) => (isJsonObject(entry) ? entry['embedding'] : null));
  return renderEmbeddings(call, vectors.filter(isVector), readJinaUsage(json['usage']));
}

/** Older models name only the total, which for embeddings is the prompt. */
function readJinaUsage(value: unknown): Usage | null {
  const usage = readUsage(value);
  return usage && { ...usage, promptTokens: usage.promptTokens || usage.totalTokens };
}

function isVector(value: unknown): value is EmbeddingVector {
  return typeof value === 'string' || Array.isArray(value);
}
