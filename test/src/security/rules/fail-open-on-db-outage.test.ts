import { failOpenOnDbOutage } from '../../../../src/security/rules/fail-open-on-db-outage.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(failOpenOnDbOutage, {
  fires: [
    {
      title: 'in the words of YAML 1.1',
      files: { 'config.yaml': 'general_settings:\n  allow_requests_on_db_unavailable: On\n' },
      at: ['config.yaml:2:37'],
      without: ['On', 'Off'],
      severity: 'warning',
    },
    {
      title: 'as critical where strangers reach it',
      files: {
        'config.yaml': 'general_settings:\n  allow_requests_on_db_unavailable: true\n',
        'compose.yaml': "services:\n  a:\n    image: litellm:1\n    ports: ['4000:4000']\n",
      },
      at: ['config.yaml:2:37'],
      without: ['true', 'false'],
      severity: 'critical',
    },
  ],
  silent: [
    { title: 'nothing is said of it', files: { 'config.yaml': 'general_settings: {}\n' } },
    {
      title: 'it is commented out',
      files: { 'config.yaml': 'general_settings:\n  # allow_requests_on_db_unavailable: true\n' },
    },
  ],
  fixes: [
    {
      title: 'by taking the line out, the comments above stay',
      files: {
        'config.yaml':
          'general_settings:\n  # why\n  allow_requests_on_db_unavailable: true # here\n  a: 1\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  # why\n  a: 1\n' },
    },
  ],
});
