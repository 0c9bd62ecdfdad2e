import { providerAdminKey } from '../../../../src/security/rules/provider-admin-key.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = `model_list:
  - model_name: fast
    litellm_params:
      model: anthropic/claude
      api_key: os.environ/ANTHROPIC_API_KEY
`;

describeRule(providerAdminKey, {
  fires: [
    {
      title: 'written out',
      files: { 'config.yaml': 'model_list: []\napi_key: {{anthropic-admin}}\n' },
      at: ['config.yaml:2:10'],
      without: ['{{anthropic-admin}}', '{{anthropic}}'],
      severity: 'critical',
    },
    {
      title: 'where an ignored env file gives it to models',
      files: { 'config.yaml': CONFIG, '.env': 'ANTHROPIC_API_KEY={{anthropic-admin}}\n' },
      project: { isGit: true, facts: { '.env': { origin: 'ignored' } } },
      at: ['config.yaml:5:16'],
      without: ['{{anthropic-admin}}', '{{anthropic}}'],
    },
  ],
  silent: [
    {
      title: 'a variable that is meant for it',
      files: { '.env': 'OPENAI_ADMIN_KEY={{openai-admin}}\n' },
    },
    {
      title: 'keys of projects',
      files: { 'config.yaml': CONFIG, '.env': 'ANTHROPIC_API_KEY={{anthropic}}\n' },
    },
  ],
});
