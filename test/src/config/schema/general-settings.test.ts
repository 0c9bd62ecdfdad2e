import { describe, expect, test } from '@jest/globals';
import {
  GENERAL_SETTINGS_KEYS,
  PASS_THROUGH_KEYS,
} from '../../../../src/config/schema/general-settings.ts';

describe('general_settings', () => {
  test.each(['master_key', 'database_url', 'public_routes', 'pass_through_endpoints'])(
    '%s is used',
    (name) => {
      expect(GENERAL_SETTINGS_KEYS.get(name)?.use).toBe('used');
    },
  );

  test.each(['allowed_ips', 'enforced_params', 'enforce_user_param'])(
    '%s restricts callers, so it is a guard',
    (name) => {
      expect(GENERAL_SETTINGS_KEYS.get(name)?.use).toBe('guard');
    },
  );

  test('custom_auth is a hook', () => {
    expect(GENERAL_SETTINGS_KEYS.get('custom_auth')?.use).toBe('hook');
  });
});

describe('pass_through_endpoints', () => {
  test('knows path, target, headers and auth', () => {
    for (const name of ['path', 'target', 'headers', 'auth']) {
      expect(PASS_THROUGH_KEYS.get(name)?.use).toBe('used');
    }
  });
});
