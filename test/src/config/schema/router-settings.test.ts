import { describe, expect, test } from '@jest/globals';
import {
  RETRY_POLICY_KEYS,
  ROUTER_SETTINGS_KEYS,
  ROUTING_STRATEGIES,
  STRATEGY_ARGS_KEYS,
} from '../../../../src/config/schema/router-settings.ts';

describe('router_settings', () => {
  test.each(['routing_strategy', 'num_retries', 'timeout', 'fallbacks', 'model_group_alias'])(
    '%s is used',
    (name) => {
      expect(ROUTER_SETTINGS_KEYS.get(name)?.use).toBe('used');
    },
  );

  test('the second version of usage-based routing is served by the first', () => {
    expect(ROUTING_STRATEGIES.get('usage-based-routing-v2')).toBe('usage-based-routing');
    expect(ROUTING_STRATEGIES.get('cost-based-routing')).toBe('simple-shuffle');
  });

  test('knows the arguments and the policies', () => {
    expect(STRATEGY_ARGS_KEYS.has('ttl')).toBe(true);
    expect(RETRY_POLICY_KEYS.get('RateLimitErrorRetries')).toEqual({ type: 'count', use: 'used' });
  });
});
