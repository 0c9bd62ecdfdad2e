import { passthroughClientCredentials } from '../../../../src/security/rules/passthrough-client-credentials.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(passthroughClientCredentials, {
  fires: [
    {
      title: 'in quotes as well',
      files: {
        'config.yaml': 'general_settings:\n  use_client_credentials_pass_through_routes: "true"\n',
      },
      at: ['config.yaml:2:47'],
      without: ['"true"', '"false"'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'it is a template that says what could stand there',
      files: {
        'config.yaml': 'general_settings:\n  use_client_credentials_pass_through_routes: boolean\n',
      },
    },
  ],
  fixes: [
    {
      title: 'by taking the line out',
      files: {
        'config.yaml':
          'general_settings:\n  a: 1\n  use_client_credentials_pass_through_routes: on\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  a: 1\n' },
    },
  ],
});
