import type { Project } from '../project.ts';
import { secretFiles } from '../reading/secret-files.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW703. */
export const secretFileMode: Rule = {
  code: 'LGW703',
  name: 'secret-file-mode',
  summary: 'A file full of secrets that other accounts can read.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why: 'Every account of the machine, and every program that runs under one, can read it.',
  help: '`chmod 600` the file',
  bad: {
    '.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
  },
  good: {
    'prod.env': `OPENAI_API_KEY=s3cr3t-0f-m1ne-77
`,
  },
  references: [],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, holdsSecrets } of secretFiles(project)) {
    const { mode, origin, path } = file;
    // Git keeps no modes: a tracked file has worse troubles.
    if (mode === null || origin === 'tracked' || !holdsSecrets || (mode & 0o077) === 0) continue;
    const isOpen = (mode & 0o002) !== 0 || (project.isSharedHost && (mode & 0o004) !== 0);
    yield {
      file: path,
      severity: isOpen ? 'critical' : 'warning',
      message: `other accounts can ${(mode & 0o022) === 0 ? 'read' : 'change'} this file (mode ${mode.toString(8)})`,
      fix: {
        class: 'safe',
        title: 'only for its owner',
        edits: [{ kind: 'chmod', file: path, mode: 0o600 }],
      },
    };
  }
}
