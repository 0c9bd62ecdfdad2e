import type { Project } from '../project.ts';
import { secretFiles } from '../reading/secret-files.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW702. */
export const secretFileNotIgnored: Rule = {
  code: 'LGW702',
  name: 'secret-file-not-ignored',
  summary: 'A file full of secrets that git does not ignore.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why: 'The next `git add .` puts it under version control, and from there it does not come back.',
  help: 'add it to `.gitignore`',
  bad: {
    '.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
  },
  good: {
    'prod.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
    '.gitignore': `prod.env
`,
  },
  references: [],
  check,
};

function* check(project: Project): Generator<Match> {
  if (!project.isGit) return;
  for (const { file, holdsSecrets } of secretFiles(project)) {
    // What git ignores is not loose: the repository says so itself.
    if (file.origin !== 'loose' || !holdsSecrets) continue;
    const edit = { kind: 'append', file: '.gitignore', line: `/${file.path}` } as const;
    yield {
      file: file.path,
      message: 'one `git add .` puts this file under version control',
      fix: { class: 'safe', title: 'ignore it', edits: [edit] },
    };
  }
}
