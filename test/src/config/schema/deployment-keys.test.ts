import { describe, expect, test } from '@jest/globals';
import {
  DEPLOYMENT_KEYS,
  LITELLM_PARAMS_KEYS,
  MODEL_INFO_KEYS,
  MODEL_INFO_ONLY,
  PARAMS_ONLY,
  PROVIDER_PARAMS_KEYS,
  REQUEST_PARAMS,
  SECRET_PARAMS,
} from '../../../../src/config/schema/deployment-keys.ts';

describe('the keys of a deployment', () => {
  test('no key has two roles', () => {
    const settings = [...LITELLM_PARAMS_KEYS.keys()];
    const provider = [...PROVIDER_PARAMS_KEYS.keys()];
    const all = [...settings, ...provider, ...REQUEST_PARAMS];
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    expect(all.filter((key) => MODEL_INFO_ONLY.test(key))).toEqual([]);
  });

  test('every secret is a known key', () => {
    for (const key of SECRET_PARAMS) {
      expect(LITELLM_PARAMS_KEYS.has(key) || PROVIDER_PARAMS_KEYS.has(key)).toBe(true);
    }
  });

  test('what is misplaced under model_info belongs under litellm_params', () => {
    for (const key of PARAMS_ONLY) expect(LITELLM_PARAMS_KEYS.has(key)).toBe(true);
    expect(MODEL_INFO_KEYS.has('id')).toBe(true);
    expect(DEPLOYMENT_KEYS.has('model_name')).toBe(true);
  });
});
