import { responsesIdSecurityOff } from '../../../../src/security/rules/responses-id-security-off.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(responsesIdSecurityOff, {
  fires: [
    {
      title: 'in the words of YAML 1.1',
      files: { 'config.yaml': 'general_settings:\n  disable_responses_id_security: On\n' },
      at: ['config.yaml:2:34'],
      without: ['On', 'Off'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'nothing is said of it', files: { 'config.yaml': 'general_settings: {}\n' } },
    {
      title: 'it is commented out',
      files: { 'config.yaml': 'general_settings:\n  # disable_responses_id_security: true\n' },
    },
  ],
  fixes: [
    {
      title: 'by taking the line out, the comments above stay',
      files: {
        'config.yaml':
          'general_settings:\n  # why\n  disable_responses_id_security: true # here\n  a: 1\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  # why\n  a: 1\n' },
    },
  ],
});
