import { secretFileNotIgnored } from '../../../../src/security/rules/secret-file-not-ignored.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretFileNotIgnored, {
  fires: [
    {
      title: 'in a folder',
      files: {
        'api/.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['api/.env'],
      without: ['API_TOKEN', 'PORT'],
      project: { isGit: true },
    },
  ],
  silent: [
    {
      title: 'there is no git',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
    },
  ],
  samples: { isGit: true, facts: { 'prod.env': { origin: 'ignored' } } },
});
