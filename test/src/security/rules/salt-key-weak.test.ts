import { saltKeyWeak } from '../../../../src/security/rules/salt-key-weak.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(saltKeyWeak, {
  fires: [
    {
      title: 'of a short one',
      files: { '.env': "LITELLM_SALT_KEY='sk-salt-and-pepper'\n" },
      at: ['.env:1:19'],
      without: ["'sk-salt-and-pepper'", '{{litellm}}'],
      severity: 'critical',
    },
    {
      title: 'of a config map, and mentions it in a test',
      files: {
        'tests/k8s.yaml': 'apiVersion: v1\nkind: ConfigMap\ndata:\n  LITELLM_SALT_KEY: sk-1234\n',
      },
      at: ['tests/k8s.yaml:4:21'],
      without: ['LITELLM_SALT_KEY', 'OTHER_KEY'],
      severity: 'info',
    },
  ],
  silent: [
    { title: 'it comes from elsewhere', files: { '.env': 'LITELLM_SALT_KEY=${SALT}\n' } },
    { title: 'it is blank', files: { '.env': 'LITELLM_SALT_KEY=\n' } },
  ],
});
