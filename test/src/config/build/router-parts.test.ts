import { describe, expect, test } from '@jest/globals';
import { readRouterParts } from '../../../../src/config/build/router-parts.ts';
import { toFallbackMap } from '../../../../src/config/build/fallbacks.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { mapOf } from '../load-text.ts';

describe('readRouterParts', () => {
  test('reads each kind from its own key, and a written `*` before the defaults', () => {
    const parts = readRouterParts(
      mapOf(`litellm_settings:
  fallbacks: [{"*": [written]}, {a: [b]}]
  default_fallbacks: [default]
  context_window_fallbacks: [{a: [long]}]
  content_policy_fallbacks: [{a: [mild]}]
router_settings:
  model_group_alias: {x: a}
`),
      new FindingLog(),
    );
    expect(toFallbackMap(parts.fallbacks).get('*')).toEqual(['written']);
    expect(toFallbackMap(parts.contextWindow).get('a')).toEqual(['long']);
    expect(toFallbackMap(parts.contentPolicy).get('a')).toEqual(['mild']);
    expect(parts.aliases).toHaveLength(1);
  });
});
