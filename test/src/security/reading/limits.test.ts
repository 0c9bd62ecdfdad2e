import { describe, expect, test } from '@jest/globals';
import { completeConfigs } from '../../../../src/security/reading/complete-configs.ts';
import { budgetOf, hasRateLimit, paramOfNew } from '../../../../src/security/reading/limits.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function configOf(text: string, deployment = '') {
  const models = `model_list:\n  - model_name: a\n${deployment}`;
  const [config] = completeConfigs(projectOf({ 'config.yaml': `${models}${text}\n` }));
  if (config === undefined) throw new Error('no configuration');
  return config;
}

describe('a budget', () => {
  test.each([
    'litellm_settings: {max_budget: 10}',
    'litellm_settings: {max_end_user_budget_id: weekly}',
    'litellm_settings: {max_internal_user_budget: os.environ/BUDGET}',
    'litellm_settings: {upperbound_key_generate_params: {max_budget: 10}}',
    'litellm_settings: {default_team_params: {max_budget: 10}}',
    'general_settings: {default_key_generate_params: {budget_id: weekly}}',
    'router_settings: {provider_budget_config: {openai: {budget_limit: 1, time_period: 1d}}}',
  ])('is set by %s', (text) => {
    expect(budgetOf(configOf(text))).not.toBeNull();
  });

  test.each([
    '',
    'litellm_settings: {max_budget: 0}',
    'litellm_settings: {default_team_params: {max_budget: }}',
    'litellm_settings: {default_key_generate_params: {duration: 1d}}',
  ])('is not set by %j', (text) => {
    expect(budgetOf(configOf(text))).toBeNull();
  });
});

describe('a limit of calls', () => {
  test.each([
    'general_settings: {global_max_parallel_requests: 10}',
    'router_settings: {default_max_parallel_requests: 10}',
    'litellm_settings: {default_key_generate_params: {rpm_limit: 10}}',
  ])('is set by %s', (text) => {
    expect(hasRateLimit(configOf(text))).toBe(true);
  });

  test('is set by a deployment', () => {
    expect(hasRateLimit(configOf('', '    litellm_params: {rpm: 10}\n'))).toBe(true);
    expect(hasRateLimit(configOf('', '    tpm: 10\n'))).toBe(true);
    expect(hasRateLimit(configOf('', '    litellm_params: {weight: 10}\n'))).toBe(false);
  });
});

test('new keys get what is set for them', () => {
  const config = configOf('litellm_settings: {upperbound_key_generate_params: {duration: 30d}}');
  expect(paramOfNew(config, /^duration$/)).toMatchObject({ text: '30d' });
  expect(paramOfNew(config, /^max_budget$/)).toBeNull();
});
