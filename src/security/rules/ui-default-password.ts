import type { Project } from '../project.ts';
import { secretMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { withDefaults } from '../reading/compose-services.ts';
import { writtenKeys } from '../reading/gateway-keys.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { referencedVariable } from '../reading/variables.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import type { Assignment } from '../reading/assignment.ts';
import { freshPassword } from '../secrets/fresh-key.ts';
import { isWeakPassword } from '../secrets/key-strength.ts';
import { isReference } from '../secrets/placeholders.ts';

/** LGW227. */
export const uiDefaultPassword: Rule = {
  code: 'LGW227',
  name: 'ui-default-password',
  summary: 'A password of the admin interface that others know.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Who is in the admin interface makes keys and reads the settings. A known or short password is ' +
    'guessed; one that equals the master key brings that key into browsers and password stores. In a ' +
    'file for development it is a warning.',
  help: 'make one with `openssl rand -base64 18`',
  bad: { '.env': 'UI_USERNAME=admin\nUI_PASSWORD=admin\n' },
  good: { '.env': 'UI_USERNAME=admin\nUI_PASSWORD={{litellm}}\n' },
  references: ['https://docs.litellm.ai/docs/proxy/ui'],
  check,
};

const NAMES = new Set(['UI_PASSWORD']);

function* check(project: Project): Generator<Match> {
  const masters = new Set(writtenKeys(project, 'master').map(({ value }) => value));
  for (const assignment of assignmentsTo(project, NAMES)) {
    const { file } = assignment;
    const message = faultOf(project, assignment, masters);
    if (message === null) continue;
    const fix = fixOf(project, assignment);
    yield {
      ...secretMatch(project, assignment, message),
      severity: isDevelopment(file.path) || purposeOf(file.path) !== 'use' ? 'warning' : 'critical',
      ...fixIn(fix),
    };
  }
}

function faultOf(
  project: Project,
  { value }: Assignment,
  masters: ReadonlySet<string>,
): string | null {
  const written = value?.trim() ?? '';
  if (referencedVariable(written)?.endsWith('MASTER_KEY') === true) return EQUAL;
  const text = withDefaults(written);
  if (text === '' || text === '?' || isReference(text)) return null;
  if (masters.has(text)) return EQUAL;
  return isWeakPassword(text, project.names)
    ? 'this password of the admin interface can be guessed'
    : null;
}

const EQUAL = 'the password of the admin interface is the master key';

function fixOf(project: Project, { file, span }: Assignment): Fix | null {
  if (file.kind !== 'dotenv') return null;
  const edits = [{ kind: 'replace', file: file.path, span, text: freshPassword(project) } as const];
  return { class: 'unsafe', title: 'make a new password', edits };
}
