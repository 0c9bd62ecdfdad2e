import { secretFileMode } from '../../../../src/security/rules/secret-file-mode.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretFileMode, {
  fires: [
    {
      title: 'on a machine of one',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['.env'],
      without: ['API_TOKEN', 'PORT'],
      severity: 'warning',
    },
    {
      title: 'on a machine of many',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['.env'],
      without: ['API_TOKEN', 'PORT'],
      severity: 'critical',
      project: { isSharedHost: true },
    },
    {
      title: 'everybody may write',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['.env'],
      without: ['API_TOKEN', 'PORT'],
      severity: 'critical',
      project: { facts: { '.env': { mode: 0o666 } } },
    },
  ],
  silent: [
    {
      title: 'nothing is known of its mode',
      files: {
        '.env': `API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      project: { facts: { '.env': { mode: null } } },
    },
  ],
  samples: { facts: { 'prod.env': { mode: 0o600 } } },
});
