import type { DecodedAnswer, EncodedCall, ProviderCall, UnsupportedCall } from '../provider.ts';
import { readTextInput, renderEmbeddings } from '../shared/embedding-answer.ts';
import type { JsonObject } from '../shared/json-value.ts';
import { objectAt } from '../shared/json-value.ts';
import { applyExtraBody, applyParamPolicy } from '../shared/param-policy.ts';
import { RequestDraft } from '../shared/request-draft.ts';
import { isUnsupported, jsonCall } from '../shared/unsupported-call.ts';
import { readCohereUsage } from './reply.ts';

/** Encodes an embedding for `/v2/embed`, which wants to be told what the vectors are for. */
export function encodeCohereEmbedding(
  call: ProviderCall,
  path: string,
): EncodedCall | UnsupportedCall {
  const draft = new RequestDraft(call.request);
  const refused = applyParamPolicy(draft, {
    provider: 'cohere',
    operation: 'embedding',
    policy: call.params,
    supports: (name) => name === 'dimensions' || name === 'encoding_format',
  });
  if (refused !== null) return refused;
  const texts = readTextInput(draft.get('input'), 'Cohere');
  if (isUnsupported(texts)) return texts;
  draft.rename('dimensions', 'output_dimension');
  draft.remove('input');
  draft.remove('encoding_format');
  draft.set('model', call.model);
  draft.set('texts', texts);
  if (!draft.has('input_type')) draft.set('input_type', 'search_document');
  draft.set('embedding_types', ['float']);
  applyExtraBody(draft, call.params);
  return jsonCall(path, draft.toObject());
}

/** An answer of `/v2/embed`; null when the object is none. */
export function decodeCohereEmbedding(call: ProviderCall, json: JsonObject): DecodedAnswer | null {
  const { float } = objectAt(json, 'embeddings');
  if (!Array.isArray(float)) return null;
  const usage = readCohereUsage(objectAt(json, 'meta'));
  return renderEmbeddings(
    call,
    float.filter((vector) => Array.isArray(vector)),
    usage,
  );
}
