import { dbLiteralDsn } from '../../../../src/security/rules/db-literal-dsn.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(dbLiteralDsn, {
  fires: [
    {
      title: 'in a configuration',
      files: { 'config.yaml': 'general_settings:\n  database_url: "{{database-url}}"\n' },
      at: ['config.yaml:2:18'],
      without: ['{{database-url}}', 'os.environ/DATABASE_URL'],
      severity: 'critical',
    },
    {
      title: 'in an env file that is in version control',
      files: { '.env': 'DATABASE_URL={{database-url}}\n' },
      at: ['.env:1:14'],
      without: ['{{database-url}}', ''],
      project: { facts: { '.env': { origin: 'tracked' } } },
    },
    {
      title: 'in a comment it is a warning',
      files: { 'config.yaml': 'general_settings: {}\n# database_url: {{database-url}}\n' },
      at: ['config.yaml:2:17'],
      without: ['{{database-url}}', 'os.environ/DATABASE_URL'],
      severity: 'warning',
    },
    {
      title: 'of the same machine it is a warning',
      files: {
        'config.yaml':
          'general_settings:\n  database_url: postgres://gateway:x8Kq2-vT0zPw@127.0.0.1/gateway\n',
      },
      at: ['config.yaml:2:17'],
      without: [':x8Kq2-vT0zPw', ''],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'an env file nobody commits',
      files: { '.env': 'DATABASE_URL={{database-url}}\n' },
    },
    {
      title: 'a password anybody tries first, which is worse',
      files: { 'config.yaml': 'general_settings:\n  database_url: postgres://shop:shop@db/shop\n' },
    },
    {
      title: 'a variable gives the password',
      files: {
        'config.yaml': 'general_settings:\n  database_url: postgres://shop:${PASSWORD}@db/shop\n',
      },
    },
  ],
  fixes: [
    {
      title: 'it moves into the env file',
      files: {
        'config.yaml': 'general_settings:\n  # ours\n  database_url: {{database-url}} # main\n',
      },
      fixed: {
        'config.yaml':
          'general_settings:\n  # ours\n  database_url: os.environ/DATABASE_URL # main\n',
        '.env': 'DATABASE_URL={{database-url}}\n',
      },
    },
  ],
});
