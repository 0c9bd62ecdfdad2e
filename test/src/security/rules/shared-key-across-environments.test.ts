import { sharedKeyAcrossEnvironments } from '../../../../src/security/rules/shared-key-across-environments.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(sharedKeyAcrossEnvironments, {
  fires: [
    {
      title: 'a key and a password, in folders and in names',
      files: {
        'deploy/prod/config.yaml': 'model_list: []\nx:\n  api_key: {{groq}}\n',
        'deploy/staging/config.yaml': 'model_list: []\nx:\n  api_key: {{groq}}\n',
        '.env.production': 'DB_PASSWORD=a8Fk2Jx9QpL5mZ7w\n',
        '.env.local': 'DB_PASSWORD=a8Fk2Jx9QpL5mZ7w\n',
      },
      at: ['.env.production:1:13', 'deploy/prod/config.yaml:3:12'],
      without: ['prod', 'eu'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'two environments without production',
      files: { '.env.dev': 'A={{groq}}\n', '.env.ci': 'A={{groq}}\n' },
    },
    {
      title: 'references and short words',
      files: { '.env.dev': 'A_KEY=${X}\nB_KEY=abc\n', '.env.prod': 'A_KEY=${X}\nB_KEY=abc\n' },
    },
    {
      title: 'words that only begin alike',
      files: { 'products/.env': 'A={{groq}}\n', 'devices/.env': 'A={{groq}}\n' },
    },
  ],
});
