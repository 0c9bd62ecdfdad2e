import type { Project } from '../project.ts';
import { secretFiles } from '../reading/secret-files.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW701. */
export const secretFileTracked: Rule = {
  code: 'LGW701',
  name: 'secret-file-tracked',
  summary: 'A file full of secrets that is under version control.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Everybody with a clone has it, and taking it out leaves it in the history.',
  help: '`git rm --cached` the file, ignore it, and change every secret that was in it',
  bad: {
    '.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
  },
  good: {
    'prod.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
  },
  references: [
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  ],
  check,
};

function* check(project: Project): Generator<Match> {
  if (!project.isGit) return;
  for (const { file, kind, holdsSecrets } of secretFiles(project)) {
    if (file.origin !== 'tracked') continue;
    yield {
      file: file.path,
      severity: holdsSecrets ? 'critical' : 'warning',
      message:
        kind === 'key'
          ? 'a private key is under version control'
          : `an env file is under version control${holdsSecrets ? ', with secrets in it' : ''}`,
    };
  }
}
