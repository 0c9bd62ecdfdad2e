import { unlimitedRate } from '../../../../src/security/rules/unlimited-rate.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(general = '', params = '{}') {
  return {
    'config.yaml': `model_list: [{litellm_params: ${params}}]
general_settings:
${general}  database_url: os.environ/DATABASE_URL
`,
  };
}

describeRule(unlimitedRate, {
  fires: [
    {
      title: 'nothing bounds calls',
      files: config(),
      at: ['config.yaml:3:17'],
      without: ['database_url', 'x'],
      severity: 'warning',
    },
    {
      title: 'a weight is no limit',
      files: config('', '{weight: 5}'),
      at: ['config.yaml:3:17'],
      without: ['weight', 'rpm'],
    },
  ],
  silent: [{ title: 'no database, so no keys', files: { 'config.yaml': 'model_list: [{}]\n' } }],
  fixes: [
    {
      title: 'of the whole gateway',
      files: config(),
      fixed: config('  global_max_parallel_requests: 100\n'),
    },
  ],
});
