import type { Operation } from '../core/llm.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { serveModelCall } from '../gateway/pipeline.ts';
import type { Route } from './route.ts';

interface Family {
  readonly operation: Operation;
  /** The path under every prefix. */
  readonly suffix: string;
  readonly prefixes: readonly string[];
}

const OPENAI_PREFIXES = ['/v1', '', '/openai/deployments/{model}', '/engines/{model}'];

/** The routes that call a model, each under all the paths clients know it by. */
const FAMILIES: readonly Family[] = [
  { operation: 'chat', suffix: '/chat/completions', prefixes: OPENAI_PREFIXES },
  { operation: 'completion', suffix: '/completions', prefixes: OPENAI_PREFIXES },
  { operation: 'embedding', suffix: '/embeddings', prefixes: OPENAI_PREFIXES },
  {
    operation: 'rerank',
    suffix: '/rerank',
    prefixes: ['/v1', '', '/v2', '/openai/deployments/{model}'],
  },
];

/** Chat, completions, embeddings and rerank. */
export function modelRoutes(gateway: Gateway): Route[] {
  return FAMILIES.flatMap(({ operation, suffix, prefixes }) =>
    prefixes.map((prefix) => {
      const path = `${prefix}${suffix}`;
      return {
        method: 'POST',
        path,
        handle: (exchange, [pathModel = null]) =>
          serveModelCall(gateway, exchange, { operation, route: path, pathModel }),
      } satisfies Route;
    }),
  );
}
