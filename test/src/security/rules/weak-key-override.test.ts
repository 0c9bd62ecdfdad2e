import { weakKeyOverride } from '../../../../src/security/rules/weak-key-override.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const NAME = 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY';

describeRule(weakKeyOverride, {
  fires: [
    {
      title: 'in compose',
      files: { 'compose.yaml': `services:\n  gateway:\n    environment:\n      - ${NAME}=True\n` },
      at: ['compose.yaml:4:61'],
      without: ['=True', '=False'],
      severity: 'critical',
    },
    {
      title: 'as a setting',
      files: {
        'config.yaml': 'general_settings:\n  dangerously_permit_weak_or_unset_master_key: yes\n',
      },
      at: ['config.yaml:2:48'],
      without: [': yes', ': no'],
    },
  ],
  silent: [
    {
      title: 'in a file for development',
      files: { 'compose.dev.yaml': `services:\n  a:\n    environment: {${NAME}: 'true'}\n` },
    },
    { title: 'in a test', files: { 'tests/.env': `${NAME}=true\n` } },
    {
      title: 'it only hands a variable on',
      files: { 'compose.yaml': `services:\n  a:\n    environment: ['${NAME}=\${${NAME}}']\n` },
    },
  ],
  fixes: [
    {
      title: 'by taking its line out',
      files: { '.env': `A=1\nexport ${NAME}="1" # for now\nB=2\n` },
      fixed: { '.env': 'A=1\nB=2\n' },
    },
    {
      title: 'by taking the setting out',
      files: {
        'config.yaml':
          'general_settings:\n  # a\n  dangerously_permit_weak_or_unset_master_key: true\n  completion_model: b\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  # a\n  completion_model: b\n' },
    },
  ],
});
