import { budgetResetOff } from '../../../../src/security/rules/budget-reset-off.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(general: string, library = 'max_budget: 10') {
  return {
    'config.yaml': `model_list: [{}]
litellm_settings: {${library}}
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
${general}`,
  };
}

describeRule(budgetResetOff, {
  fires: [
    {
      title: 'periods do not end',
      files: config('  disable_reset_budget: true\n'),
      at: ['config.yaml:5:25'],
      without: ['true', 'false'],
      severity: 'warning',
    },
    {
      title: 'nothing is counted, in the words of YAML 1.1',
      files: config('  disable_spend_updates: yes\n'),
      at: ['config.yaml:5:26'],
      without: ['max_budget', 'budget'],
      severity: 'warning',
    },
    {
      title: 'nobody sees where it went, only mentioned',
      files: config('  disable_spend_logs: true\n'),
      at: ['config.yaml:5:23'],
      without: ['true', 'false'],
      severity: 'info',
    },
  ],
  silent: [{ title: 'no budgets', files: config('  disable_reset_budget: true\n', 'cache: true') }],
  fixes: [
    {
      title: 'its line goes',
      files: config('  disable_reset_budget: true # once\n  alerting: [slack]\n'),
      fixed: config('  alerting: [slack]\n'),
    },
  ],
});
