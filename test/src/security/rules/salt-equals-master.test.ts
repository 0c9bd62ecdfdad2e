import { saltEqualsMaster } from '../../../../src/security/rules/salt-equals-master.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(saltEqualsMaster, {
  fires: [
    {
      title: 'across files',
      files: {
        'config.yaml': 'general_settings:\n  master_key: {{litellm}}\n',
        '.env': 'LITELLM_SALT_KEY={{litellm}}\n',
      },
      at: ['.env:1:18'],
      without: ['general_settings', 'router_settings'],
      severity: 'critical',
    },
    {
      title: 'by one variable under both names',
      files: {
        'compose.yaml': `services:
  gateway:
    environment:
      LITELLM_MASTER_KEY: \${GATEWAY_KEY}
      LITELLM_SALT_KEY: \${GATEWAY_KEY}
`,
      },
      at: ['compose.yaml:5:25'],
      without: ['LITELLM_SALT_KEY: ${GATEWAY_KEY}', 'LITELLM_SALT_KEY: ${SALT}'],
    },
  ],
  silent: [
    {
      title: 'each is handed on by its own name',
      files: {
        'compose.yaml': `services:\n  a:\n    environment:\n      LITELLM_MASTER_KEY: \${LITELLM_MASTER_KEY}\n      LITELLM_SALT_KEY: \${LITELLM_SALT_KEY}\n`,
      },
    },
    {
      title: 'only examples are alike',
      files: { '.env.example': 'LITELLM_MASTER_KEY=sk-1234\nLITELLM_SALT_KEY=sk-1234\n' },
    },
  ],
});
