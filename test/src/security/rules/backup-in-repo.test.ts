import { backupInRepo } from '../../../../src/security/rules/backup-in-repo.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(backupInRepo, {
  fires: [
    {
      title: 'as pg_dump writes it',
      files: {
        'db.sql': `COPY public."LiteLLM_CredentialsTable" (a) FROM stdin;
`,
      },
      at: ['db.sql'],
      without: ['COPY public', '-- about'],
      project: { isGit: true, facts: { 'db.sql': { origin: 'tracked' } } },
    },
  ],
  silent: [
    {
      title: 'it is not tracked',
      files: {
        'db.sql': `INSERT INTO "LiteLLM_Config" VALUES (1);
`,
      },
      project: { isGit: true },
    },
  ],
  samples: {
    isGit: true,
    facts: { 'db.sql': { origin: 'tracked' }, 'schema.sql': { origin: 'tracked' } },
  },
});
