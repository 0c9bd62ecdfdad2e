import type {
  DecodedAnswer,
  EncodedCall,
  Provider,
  ProviderCall,
  ProviderError,
  UnsupportedCall,
} from '../provider.ts';
import { parseJsonObject } from '../shared/json-value.ts';
import {
  describeForeignBody,
  findErrorInAnswer,
  readProviderError,
} from '../shared/provider-error.ts';
import { decodeRerank, encodeRerank } from '../shared/rerank.ts';
import { isUnsupported, unsupported } from '../shared/unsupported-call.ts';
import { encodeCohereChat } from './chat-body.ts';
import { connectCohere, VERSION_BY_REQUEST } from './connect.ts';
import { decodeCohereEmbedding, encodeCohereEmbedding } from './embedding.ts';
import { decodeCohereChat } from './reply.ts';
import { CohereStreamDecoder } from './stream.ts';

/** `cohere/…`: Cohere's API, second version; rerank also the first. */
export const cohere: Provider = {
  name: 'cohere',
  operations: ['chat', 'embedding', 'rerank'],
  modelPatterns: [/^embed-(?:english|multilingual|v4)/, /^rerank-/],
  hosts: ['api.cohere.com', 'api.cohere.ai'],
  connect: connectCohere,
  encode,
  decode,
  createStreamDecoder: (call) => new CohereStreamDecoder(call),
  readError: readProviderError,
};

/** `cohere_chat/…`: the same API under the name that LiteLLM uses for chat models. */
export const cohereChat: Provider = {
  name: 'cohere_chat',
  operations: cohere.operations,
  modelPatterns: [/^command(?:-|$)/],
  connect: connectCohere,
  encode,
  decode,
  createStreamDecoder: (call) => new CohereStreamDecoder(call),
  readError: readProviderError,
};

function encode(call: ProviderCall): EncodedCall | UnsupportedCall {
  const { operation } = call.request;
  const path = call.target.paths[operation];
  if (path === undefined) return unsupported(`Cohere has no ${operation} endpoint.`, null);
  if (operation === 'rerank') return encodeRerankCall(call, path);
  return operation === 'embedding'
    ? encodeCohereEmbedding(call, path)
    : encodeCohereChat(call, path);
}

function encodeRerankCall(call: ProviderCall, path: string): EncodedCall | UnsupportedCall {
  const chosen = path.replace(VERSION_BY_REQUEST, versionFor(call));
  const isFirst = chosen.endsWith('/v1/rerank');
  const body = encodeRerank(isFirst ? 'cohere_v1' : 'cohere_v2', call);
  return isUnsupported(body) ? body : { path: chosen, body };
}

/** Chunks were the first version's way to cut documents, tokens are the second's. */
function versionFor({ request, params }: ProviderCall): 'v1' | 'v2' {
  const asked = { ...params.defaults, ...request.json };
  const chunks = asked['max_chunks_per_doc'] ?? null;
  const tokens = asked['max_tokens_per_doc'] ?? null;
  return chunks !== null && tokens === null ? 'v1' : 'v2';
}

function decode(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError {
  const { operation } = call.request;
  if (operation === 'rerank') return decodeRerank(call, body);
  const json = parseJsonObject(body);
  if (json === null) return describeForeignBody(body);
  const answer =
    operation === 'embedding' ? decodeCohereEmbedding(call, json) : decodeCohereChat(call, json);
  return answer ?? findErrorInAnswer(json) ?? describeForeignBody(body);
}
