import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';
import { connectJson } from '../shared/json-target.ts';

const ENDPOINT = /(?:\/v[12])?(?:\/(?:chat|embed|rerank))?$/;

/** Stands in the rerank path where the request decides on the version. */
export const VERSION_BY_REQUEST = '{version}';

/**
 * The target of Cohere's API. Chat and embeddings use the second version. So does rerank, unless
 * the base says `/v1/rerank`; a base of one's own that names no version leaves it to the request,
 * since it may be an older, compatible server.
 */
export function connectCohere(settings: ProviderSettings): Target | TargetProblem {
  return connectJson(
    {
      name: 'cohere',
      defaultBase: 'https://api.cohere.com',
      baseVariables: ['COHERE_API_BASE'],
      keyVariables: ['COHERE_API_KEY', 'CO_API_KEY'],
      needsKey: true,
      paths: (prefix, isOwnBase) => {
        const root = prefix.replace(ENDPOINT, '');
        return {
          chat: `${root}/v2/chat`,
          embedding: `${root}/v2/embed`,
          rerank: `${root}/${rerankVersion(prefix, isOwnBase)}/rerank`,
        };
      },
    },
    settings,
  );
}

function rerankVersion(prefix: string, isOwnBase: boolean): string {
  const named = /\/(v[12])\/rerank$/.exec(prefix)?.[1];
  return named ?? (isOwnBase ? VERSION_BY_REQUEST : 'v2');
}
