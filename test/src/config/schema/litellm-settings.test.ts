import { describe, expect, test } from '@jest/globals';
import {
  CACHE_PARAMS_KEYS,
  LITELLM_SETTINGS_KEYS,
} from '../../../../src/config/schema/litellm-settings.ts';

describe('litellm_settings', () => {
  test.each(['drop_params', 'num_retries', 'request_timeout', 'fallbacks', 'default_fallbacks'])(
    '%s is used',
    (name) => {
      expect(LITELLM_SETTINGS_KEYS.get(name)?.use).toBe('used');
    },
  );

  test.each(['custom_provider_map', 'pre_call_rules', 'post_call_rules'])(
    '%s is a hook',
    (name) => {
      expect(LITELLM_SETTINGS_KEYS.get(name)?.use).toBe('hook');
    },
  );

  test('the address of a Redis cache is used, the rest of the cache is not', () => {
    expect(CACHE_PARAMS_KEYS.get('host')?.use).toBe('used');
    expect(CACHE_PARAMS_KEYS.get('ttl')?.use).toBe('inert');
  });
});
