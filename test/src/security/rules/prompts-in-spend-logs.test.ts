import { promptsInSpendLogs } from '../../../../src/security/rules/prompts-in-spend-logs.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(rest: string, name = 'config.yaml') {
  return {
    [name]: `model_list: [{}]\ngeneral_settings:\n  store_prompts_in_spend_logs: true\n${rest}`,
  };
}

describeRule(promptsInSpendLogs, {
  fires: [
    {
      title: 'without an end',
      files: config(''),
      at: ['config.yaml:3:32'],
      without: ['true', 'false'],
      severity: 'warning',
    },
    {
      title: 'an end that is empty',
      files: config('  maximum_spend_logs_retention_period:\n'),
      at: ['config.yaml:3:32'],
      without: ['period:', 'period: 7d'],
    },
  ],
  silent: [
    {
      title: 'what it includes says when they end',
      files: {
        ...config('include: [more.yaml]\n'),
        'more.yaml': 'general_settings: {maximum_spend_logs_retention_period: 7d}\n',
      },
    },
  ],
});
