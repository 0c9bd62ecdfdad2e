import { describe, expect, test } from '@jest/globals';
import {
  ADMISSION_QUEUE_KEYS,
  BREAKER_KEYS,
  CREDENTIAL_KEYS,
  GROUP_KEYS,
  HEDGE_KEYS,
  HOLD_BACK_KEYS,
  LLMGW_KEYS,
  RETRY_BUDGET_KEYS,
  TIMEOUT_KEYS,
  TOP_LEVEL_KEYS,
} from '../../../../src/config/schema/top-level.ts';

describe('the sections', () => {
  test.each([
    'model_list',
    'litellm_settings',
    'general_settings',
    'router_settings',
    'environment_variables',
    'include',
    'credential_list',
    'llmgw_settings',
  ])('%s is used', (name) => {
    expect(TOP_LEVEL_KEYS.get(name)?.use).toBe('used');
  });

  test('guardrails restrict callers, so they are guards', () => {
    expect(TOP_LEVEL_KEYS.get('guardrails')?.use).toBe('guard');
  });

  test('every key of our own sections is used', () => {
    const own = [LLMGW_KEYS, GROUP_KEYS, BREAKER_KEYS, RETRY_BUDGET_KEYS, ADMISSION_QUEUE_KEYS];
    for (const table of [...own, HOLD_BACK_KEYS, HEDGE_KEYS, TIMEOUT_KEYS, CREDENTIAL_KEYS]) {
      expect([...table.values()].every(({ use }) => use === 'used')).toBe(true);
    }
  });
});
