import { secretInExampleFile } from '../../../../src/security/rules/secret-in-example-file.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretInExampleFile, {
  fires: [
    {
      title: 'in an example and in documentation',
      files: {
        '.env.example': 'K={{groq}} # x\n',
        'docs/setup.md': 'Run with `sk={{anthropic}}`.\n',
        'config.sample.yaml': 'api_key: {{xai}}\n',
      },
      at: ['.env.example:1:3', 'config.sample.yaml:1:10', 'docs/setup.md:1:14'],
      without: ['{{', '{{ '],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'placeholders of all languages',
      files: {
        'README.md': 'set `sk-...`, `sk-votre-cle`, `gsk_…`, `AIza你的密钥`, `sk-ant-api03-xxxx`\n',
      },
    },
    { title: 'a file that is used', files: { 'config.yaml': 'api_key: {{groq}}\n' } },
  ],
  fixes: [
    {
      title: 'puts a placeholder there',
      files: { '.env.example': 'K="{{groq}}" # yours\n' },
      fixed: { '.env.example': 'K="your-groq-key" # yours\n' },
    },
  ],
});
