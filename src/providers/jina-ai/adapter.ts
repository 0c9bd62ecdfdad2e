import type {
  DecodedAnswer,
  EncodedCall,
  Provider,
  ProviderCall,
  ProviderError,
  ProviderSettings,
  StreamDecoder,
  Target,
  TargetProblem,
  UnsupportedCall,
} from '../provider.ts';
import { connectJson } from '../shared/json-target.ts';
import { readProviderError } from '../shared/provider-error.ts';
import { decodeRerank, encodeRerank } from '../shared/rerank.ts';
import { isUnsupported, unsupported } from '../shared/unsupported-call.ts';
import { decodeJinaEmbedding, encodeJinaEmbedding } from './embedding.ts';

/** `jina_ai/…`: embeddings and rerank. */
export const jinaAi: Provider = {
  name: 'jina_ai',
  operations: ['embedding', 'rerank'],
  modelPatterns: [/^jina-(?:embeddings|reranker|clip|colbert|code)/],
  hosts: ['api.jina.ai'],
  connect,
  encode,
  decode,
  createStreamDecoder,
  readError: readProviderError,
};

/** Rerank lies at `/v1/rerank` whatever the base's path is. */
function connect(settings: ProviderSettings): Target | TargetProblem {
  return connectJson(
    {
      name: 'jina_ai',
      defaultBase: 'https://api.jina.ai/v1',
      baseVariables: ['JINA_AI_API_BASE'],
      keyVariables: ['JINA_AI_API_KEY', 'JINA_AI_TOKEN'],
      needsKey: true,
      paths: (prefix) => ({
        embedding: `${prefix.replace(/\/(?:embeddings|rerank)$/, '')}/embeddings`,
        rerank: '/v1/rerank',
      }),
    },
    settings,
  );
}

function encode(call: ProviderCall): EncodedCall | UnsupportedCall {
  const { operation } = call.request;
  const path = call.target.paths[operation];
  if (path === undefined) return unsupported(`Jina AI has no ${operation} endpoint.`, null);
  const body = operation === 'rerank' ? encodeRerank('jina_ai', call) : encodeJinaEmbedding(call);
  return isUnsupported(body) ? body : { path, body };
}

function decode(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError {
  return call.request.operation === 'rerank'
    ? decodeRerank(call, body)
    : decodeJinaEmbedding(call, body);
}

/** `encode` refuses everything that streams, so no stream can come. */
function createStreamDecoder(): StreamDecoder {
  throw new Error('Jina AI has no operation that streams.');
}
