import type { Project } from '../project.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW711. */
export const backupInRepo: Rule = {
  code: 'LGW711',
  name: 'backup-in-repo',
  summary: 'A dump of the database under version control.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'It holds every virtual key, credential and prompt of the day it was made.',
  help: '`git rm --cached` it, take it out of the history, and change what was in it',
  bad: {
    'db.sql': `INSERT INTO "LiteLLM_VerificationToken" VALUES (1);
`,
  },
  good: {
    'schema.sql': `CREATE TABLE "LiteLLM_VerificationToken" (token text);
`,
  },
  references: [],
  check,
};

const DUMP_NAME = /\.(?:dump|backup|sql|sql\.gz|pgdump)$/i;
const ROWS =
  /(?:COPY|INSERT INTO) [^\n]*LiteLLM_(?:VerificationToken|CredentialsTable|ProxyModelTable|Config|SpendLogs|UserTable)/;
const ARCHIVE = /\.(?:dump|backup|pgdump|sql\.gz)$/i;

function* check(project: Project): Generator<Match> {
  if (!project.isGit) return;
  for (const { path, text, origin } of project.files) {
    if (origin !== 'tracked' || !DUMP_NAME.test(path) || !ROWS.test(text)) continue;
    yield { file: path, message: 'rows of the gateway\u2019s database are under version control' };
  }
  for (const { path, origin } of project.unread) {
    if (origin !== 'tracked' || !ARCHIVE.test(path)) continue;
    const message = 'an archive of a database is under version control';
    yield { file: path, message, severity: 'warning', confidence: 'medium' };
  }
}
