import { noLogRetention } from '../../../../src/security/rules/no-log-retention.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(general: string) {
  return {
    'config.yaml': `model_list: [{}]
general_settings:
${general}  database_url: os.environ/DATABASE_URL
`,
  };
}

describeRule(noLogRetention, {
  fires: [
    {
      title: 'with a database',
      files: config(''),
      at: ['config.yaml:3:17'],
      without: ['database_url', 'x'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'nothing is written', files: config('  disable_spend_logs: true\n') },
    {
      title: 'prompts are, which LGW402 tells',
      files: config('  store_prompts_in_spend_logs: true\n'),
    },
  ],
  fixes: [
    {
      title: 'a month',
      files: config('  # ours\n'),
      fixed: config('  # ours\n  maximum_spend_logs_retention_period: 30d\n'),
    },
  ],
});
