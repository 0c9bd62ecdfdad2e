import { clientSideCredentials } from '../../../../src/security/rules/client-side-credentials.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(clientSideCredentials, {
  fires: [
    {
      title: 'in the words of YAML 1.1',
      files: { 'config.yaml': 'general_settings:\n  allow_client_side_credentials: On\n' },
      at: ['config.yaml:2:34'],
      without: ['On', 'Off'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'nothing is said of it', files: { 'config.yaml': 'general_settings: {}\n' } },
    {
      title: 'it is commented out',
      files: { 'config.yaml': 'general_settings:\n  # allow_client_side_credentials: true\n' },
    },
  ],
  fixes: [
    {
      title: 'by taking the line out, the comments above stay',
      files: {
        'config.yaml':
          'general_settings:\n  # why\n  allow_client_side_credentials: true # here\n  a: 1\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  # why\n  a: 1\n' },
    },
  ],
});
