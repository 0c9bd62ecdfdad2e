import { encodedSecret } from '../../../../src/security/rules/encoded-secret.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const SECRET = (value: string): { readonly 's.yaml': string } => ({
  's.yaml': `apiVersion: v1\nkind: Secret\ndata:\n  KEY: ${value}\n`,
});

describeRule(encodedSecret, {
  fires: [
    {
      title: 'in a manifest',
      files: SECRET('{{base64 openrouter}}'),
      at: ['s.yaml:4:8'],
      without: ['{{base64 openrouter}}', 'aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxkIQ=='],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'a password that no form tells', files: SECRET('czNjcjN0cGFzc3dvcmQxMjM0NTY3') },
    {
      title: 'a picture',
      files: {
        'a.md': `![x](data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAAAAUA'.repeat(40)})\n`,
      },
    },
    { title: 'the key itself', files: SECRET('{{groq}}') },
    {
      title: 'an env file that is not in version control',
      files: { '.env': 'A={{base64 groq}}\n' },
    },
  ],
});
