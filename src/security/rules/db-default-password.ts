import type { Severity } from '../../diagnostics/finding.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { Assignment } from '../reading/assignment.ts';
import { assignmentsOf, assignmentsTo } from '../reading/assignments.ts';
import { databaseUrls, readPassword, type DatabaseUrl } from '../reading/database-urls.ts';
import { fixIn } from '../reading/match-parts.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { isRemote } from '../reading/reach.ts';
import type { Fix, Match, Rule, Span } from '../rule.ts';
import { isDefaultPassword } from '../secrets/default-password.ts';
import { freshPassword } from '../secrets/fresh-key.ts';
import { isPlaceholder } from '../secrets/placeholders.ts';

/** LGW501. */
export const dbDefaultPassword: Rule = {
  code: 'LGW501',
  name: 'db-default-password',
  summary: 'A password of a database that anybody tries first.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    '`postgres:postgres`, the `dbpassword9090` of LiteLLM’s documentation, the name of the user: who ' +
    'reaches the port is in, and reads keys, spend and prompts. On the same machine, in a file for ' +
    'development, in an env file that is not in version control, and as the value a variable falls ' +
    'back to, it is a warning.',
  help:
    'make one with `openssl rand -base64 18`, set it with `ALTER ROLE … PASSWORD`, and read it from ' +
    'the environment',
  bad: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: llmproxy
      POSTGRES_PASSWORD: dbpassword9090
`,
  },
  good: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: llmproxy
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?set it in .env}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/deploy'],
  check,
};

const message = 'this password of a database is one that anybody tries first';
const PASSWORDS = new Set([
  'POSTGRES_PASSWORD',
  'POSTGRESQL_PASSWORD',
  'PGPASSWORD',
  'DATABASE_PASSWORD',
]);

function* check(project: Project): Generator<Match> {
  for (const url of databaseUrls(project)) {
    const { password, user, database, file } = url;
    if (password === null || !isDefaultPassword(password.text, user, database)) continue;
    const fix = fixOf(project, file, password.span);
    const span = password.text === '' ? url.span : password.span;
    const severity = severityOfUrl(url, password.isFallback);
    yield { ...secretMatch(project, { ...url, span }, message), severity, ...fixIn(fix) };
  }
  for (const assignment of assignmentsTo(project, PASSWORDS))
    yield* variableMatches(project, assignment);
}

function severityOfUrl({ file, address }: DatabaseUrl, isFallback: boolean): Severity {
  if (isFallback || address?.reach === 'loopback') return 'warning';
  return isRemote(address) ? severityAway(file) : severityIn(file);
}

/** Of a server elsewhere: that the file is kept apart does not make it better. */
function severityAway(file: ProjectFile): Severity {
  return isDevelopment(file.path) || purposeOf(file.path) !== 'use' ? 'warning' : 'critical';
}

function severityIn(file: ProjectFile): Severity {
  if (file.kind === 'dotenv' && file.origin !== 'tracked') return 'warning';
  return severityAway(file);
}

function* variableMatches(project: Project, assignment: Assignment): Generator<Match> {
  const { file, value, span } = assignment;
  const password = readPassword(project, value ?? '');
  // An empty variable is an example of one, or makes the image refuse to start.
  if (password === null || password.text === '') return;
  // LGW101 speaks of a word that stands for a secret in an env file.
  if (file.kind === 'dotenv' && isPlaceholder(password.text)) return;
  if (!isDefaultPassword(password.text, userBeside(project, assignment))) return;
  const severity = password.isFallback ? 'warning' : severityIn(file);
  const fix = fixOf(project, file, span);
  yield { ...secretMatch(project, assignment, message), severity, ...fixIn(fix) };
}

const USERS = /^(?:POSTGRES(?:QL)?_USER(?:NAME)?|PGUSER|DATABASE_USER(?:NAME)?)$/;

/** The user of the same file, of the same service where a path tells. */
function userBeside(project: Project, { file, path }: Assignment): string | null {
  const parent = path?.replace(/[.[][^.[]*$/, '') ?? '';
  const user = assignmentsOf(project).find(
    (other) =>
      other.file === file && USERS.test(other.name) && (other.path ?? '').startsWith(parent),
  );
  return user?.value ?? null;
}

/** The same password everywhere: URLs and servers that shared one still do. */
function fixOf(project: Project, file: ProjectFile, span: Span): Fix | null {
  if (file.kind !== 'dotenv') return null;
  const edits = [{ kind: 'replace', file: file.path, span, text: freshPassword(project) } as const];
  return { class: 'unsafe', title: 'make a new password', edits };
}
