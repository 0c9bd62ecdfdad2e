import { customAuthSkipsChecks } from '../../../../src/security/rules/custom-auth-skips-checks.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(customAuthSkipsChecks, {
  fires: [
    {
      title: 'where the checks are turned off',
      files: {
        'config.yaml':
          'general_settings:\n  custom_auth: a.b\n  custom_auth_run_common_checks: false\n',
      },
      at: ['config.yaml:2:16'],
      without: ['false', 'true'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'there is none',
      files: { 'config.yaml': 'general_settings:\n  custom_auth: null\n' },
    },
  ],
  fixes: [
    {
      title: 'by a line of its own',
      files: { 'config.yaml': 'general_settings:\n  # ours\n  custom_auth: a.b # here\n' },
      fixed: {
        'config.yaml':
          'general_settings:\n  # ours\n  custom_auth_run_common_checks: true\n  custom_auth: a.b # here\n',
      },
    },
  ],
});
