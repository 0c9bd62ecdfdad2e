import type { FindingLog } from '../finding-log.ts';
import type { MapNode } from '../node.ts';
import { readAliases } from './aliases.ts';
import { readDefaultFallbacks, readFallbacks } from './fallbacks.ts';
import type { RouterParts } from './router.ts';

/** Reads what routing refers to by name; the default fallbacks come last, so that a written `*` wins. */
export function readRouterParts(root: MapNode, log: FindingLog): RouterParts {
  return {
    fallbacks: [...readFallbacks(root, 'fallbacks', log), ...readDefaultFallbacks(root)],
    contextWindow: readFallbacks(root, 'context_window_fallbacks', log),
    contentPolicy: readFallbacks(root, 'content_policy_fallbacks', log),
    aliases: readAliases(root, log),
  };
}
