import { keyWithoutExpiry } from '../../../../src/security/rules/key-without-expiry.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest = '') {
  return {
    'config.yaml': `model_list: [{}]
general_settings:
  store_model_in_db: true
${rest}`,
  };
}

describeRule(keyWithoutExpiry, {
  fires: [
    {
      title: 'nothing ends them',
      files: config(),
      at: ['config.yaml:3:22'],
      without: ['true', 'false'],
      severity: 'warning',
    },
    {
      title: 'bounds of something else',
      files: config('litellm_settings: {upperbound_key_generate_params: {max_budget: 5}}\n'),
      at: ['config.yaml:3:22'],
      without: ['max_budget: 5', 'duration: 30d'],
    },
  ],
  silent: [{ title: 'no database, so no keys', files: { 'config.yaml': 'model_list: [{}]\n' } }],
  fixes: [
    {
      title: 'with a section of its own',
      files: config(),
      fixed: config('litellm_settings:\n  default_key_generate_params: {duration: 90d}\n'),
    },
    {
      title: 'beside other settings of new keys',
      files: config('litellm_settings:\n  default_key_generate_params:\n    models: [a] # cheap\n'),
      fixed: config(
        'litellm_settings:\n  default_key_generate_params:\n    duration: 90d\n    models: [a] # cheap\n',
      ),
    },
  ],
});
