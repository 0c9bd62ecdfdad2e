import { clientTagsSteerBudget } from '../../../../src/security/rules/client-tags-steer-budget.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest = '') {
  return {
    'config.yaml': `model_list: [{}]
litellm_settings:
  tag_budget_config: {research: {max_budget: 10}}
${rest}`,
  };
}

describeRule(clientTagsSteerBudget, {
  fires: [
    {
      title: 'callers write tags',
      files: config(),
      at: ['config.yaml:3:22'],
      without: ['{research: {max_budget: 10}}', '{}'],
      severity: 'info',
    },
    {
      title: 'and it is said that they may',
      files: config('general_settings: {reject_clientside_metadata_tags: false}\n'),
      at: ['config.yaml:3:22'],
      without: ['false', 'true'],
    },
  ],
  silent: [{ title: 'no budgets by tag', files: { 'config.yaml': 'model_list: [{}]\n' } }],
  fixes: [
    {
      title: 'refused',
      files: config('general_settings:\n'),
      fixed: config('general_settings:\n  reject_clientside_metadata_tags: true\n'),
    },
  ],
});
