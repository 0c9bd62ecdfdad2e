import { secretInComment } from '../../../../src/security/rules/secret-in-comment.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const config = (comment: string, tail = ''): { readonly 'config.yaml': string } => ({
  'config.yaml': `model_list:\n${comment}  - model_name: "a # b"${tail}\n`,
});

describeRule(secretInComment, {
  fires: [
    {
      title: 'a line and the end of a line',
      files: config('  # api_key: {{groq}}\n', ' # was {{xai}}'),
      at: ['config.yaml:2:14', 'config.yaml:3:31'],
      without: ['{{', '{{ '],
      severity: 'critical',
    },
    {
      title: 'in code',
      files: { 'app.py': '# key = "{{groq}}"\n' },
      at: ['app.py:1:10'],
      without: ['# ', ''],
    },
  ],
  silent: [
    {
      title: 'a sharp sign inside of quotes',
      files: { 'config.yaml': 'model_list: []\na: "x # {{groq}}"\n' },
    },
    { title: 'a heading', files: { 'notes.txt': '# {{groq}}\n' } },
    {
      title: 'a placeholder',
      files: config('  # api_key: gsk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n'),
    },
  ],
  fixes: [
    {
      title: 'deletes the comment and nothing else',
      files: config('  # api_key: {{groq}}\r\n  # kept\n', '  # was {{xai}}\r'),
      fixed: config('  # kept\n', '\r'),
    },
  ],
});
