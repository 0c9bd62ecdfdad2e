import { describe, expect, test } from '@jest/globals';
import { didYouMean, findHome } from '../../../../src/config/validate/find-home.ts';

describe('findHome', () => {
  test.each([
    ['master_key', 'under `general_settings`'],
    ['routing_strategy', 'under `router_settings`'],
    ['drop_params', 'under `litellm_settings`'],
    ['max_connections', 'under `llmgw_settings`'],
    ['guardrails', 'at the top level of the file'],
    ['nonsense', null],
  ])('%s belongs %s', (key, home) => {
    expect(findHome(key)).toBe(home);
  });
});

describe('didYouMean', () => {
  test('is a help or nothing', () => {
    expect(didYouMean('modl', ['model'])).toEqual({ help: 'did you mean `model`?' });
    expect(didYouMean('xyz', ['model'])).toEqual({});
  });
});
