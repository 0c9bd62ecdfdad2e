import { keyGenerationUnrestricted } from '../../../../src/security/rules/key-generation-unrestricted.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(keyGenerationUnrestricted, {
  fires: [
    {
      title: 'of a role that makes keys',
      files: {
        'config.yaml':
          'litellm_settings:\n  default_internal_user_params:\n    user_role: internal_user\n',
      },
      at: ['config.yaml:3:16'],
      without: ['internal_user\n', 'internal_user_viewer\n'],
      severity: 'warning',
    },
    {
      title: 'of a login of your own',
      files: { 'config.yaml': 'general_settings:\n  custom_sso: my_sso.handler\n' },
      at: ['config.yaml:2:15'],
      without: ['my_sso.handler', ''],
    },
  ],
  silent: [
    {
      title: 'makers of keys are named',
      files: {
        'config.yaml':
          'general_settings:\n  allow_user_auth: true\nlitellm_settings:\n  key_generation_settings: {team_key_generation: {allowed_team_member_roles: [admin]}}\n',
      },
    },
    {
      title: 'nobody logs in',
      files: { 'config.yaml': 'general_settings:\n  allow_user_auth: false\n' },
    },
  ],
  fixes: [
    {
      title: 'with bounds',
      files: {
        'config.yaml':
          'litellm_settings:\n  drop_params: true\ngeneral_settings:\n  allow_user_auth: true\n',
      },
      fixed: {
        'config.yaml':
          'litellm_settings:\n  upperbound_key_generate_params: {max_budget: 100, duration: 90d}\n  drop_params: true\ngeneral_settings:\n  allow_user_auth: true\n',
      },
    },
  ],
});
