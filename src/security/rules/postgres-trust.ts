import type { Project } from '../project.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { withDefaults } from '../reading/compose-services.ts';
import { fixIn } from '../reading/match-parts.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { unsetFix } from '../reading/switches.ts';
import { variableMatch } from '../reading/visible-place.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW505. */
export const postgresTrust: Rule = {
  code: 'LGW505',
  name: 'postgres-trust',
  summary: 'A database that asks nobody for a password.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With `trust` whoever reaches the port is any user, the administrator too: every container of the ' +
    'network, and with a published port everybody. In a file for development or tests it is a warning.',
  help: 'remove it and set `POSTGRES_PASSWORD`',
  bad: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_HOST_AUTH_METHOD: trust
`,
  },
  good: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    environment:
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?set it in .env}
`,
  },
  references: ['https://hub.docker.com/_/postgres'],
  check,
};

const METHOD = new Set(['POSTGRES_HOST_AUTH_METHOD']);

function* check(project: Project): Generator<Match> {
  for (const assignment of assignmentsTo(project, METHOD)) {
    const { value, file } = assignment;
    if (
      withDefaults(value ?? '')
        .trim()
        .toLowerCase() !== 'trust'
    )
      continue;
    const isForTests = isDevelopment(file.path) || purposeOf(file.path) !== 'use';
    yield {
      ...variableMatch(project, assignment, 'this database lets everybody in, as anybody'),
      severity: isForTests ? 'warning' : 'critical',
      ...fixIn(unsetFix(assignment)),
    };
  }
}
