import { secretFileTracked } from '../../../../src/security/rules/secret-file-tracked.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretFileTracked, {
  fires: [
    {
      title: 'an env file with a secret',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['.env'],
      without: ['.env', '.env.example'],
      severity: 'critical',
      project: {
        isGit: true,
        facts: { '.env': { origin: 'tracked' }, '.env.example': { origin: 'tracked' } },
      },
    },
    {
      title: 'an env file with settings',
      files: {
        '.env': `PORT=4000
`,
      },
      at: ['.env'],
      without: ['.env', 'notes.txt'],
      severity: 'warning',
      project: {
        isGit: true,
        facts: { '.env': { origin: 'tracked' }, 'notes.txt': { origin: 'tracked' } },
      },
    },
  ],
  silent: [
    {
      title: 'it is not tracked',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      project: { isGit: true },
    },
    {
      title: 'a certificate',
      files: {
        'ca.pem': `-----BEGIN CERTIFICATE-----
`,
      },
      project: { isGit: true, facts: { 'ca.pem': { origin: 'tracked' } } },
    },
  ],
  samples: { isGit: true, facts: { '.env': { origin: 'tracked' } } },
});
