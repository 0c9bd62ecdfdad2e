import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import type { Assignment } from '../reading/assignment.ts';
import { assignmentsOf, assignmentsTo } from '../reading/assignments.ts';
import { corsOrigins, isWildcard } from '../reading/cors.ts';
import { isOn, unsetFix } from '../reading/switches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW307. */
export const corsWildcardCredentials: Rule = {
  code: 'LGW307',
  name: 'cors-wildcard-credentials',
  summary: 'Any web page may call the gateway with the session of its visitor.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'With credentials allowed for every origin, a page of a stranger acts in the name of whoever is ' +
    'logged in to the gateway: it reads keys and changes settings. LiteLLM allows every origin ' +
    'unless LITELLM_CORS_ORIGINS lists them.',
  help: 'list the origins in LITELLM_CORS_ORIGINS, or do not allow credentials',
  bad: { '.env': 'LITELLM_CORS_ORIGINS=*\nLITELLM_CORS_ALLOW_CREDENTIALS=true\n' },
  good: {
    '.env': 'LITELLM_CORS_ORIGINS=https://chat.example.com\nLITELLM_CORS_ALLOW_CREDENTIALS=true\n',
  },
  references: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS'],
  check,
};

const SWITCH = new Set(['LITELLM_CORS_ALLOW_CREDENTIALS']);
const PATTERN_NAME = /^LITELLM_CORS_\w*REGEX$/;
const ANYTHING = /^["']?\^?(?:https\?:\/\/|https?:\/\/)?\.[*+]\$?["']?$/;
const message = 'every origin may call with the session of its visitor';

function* check(project: Project): Generator<Match> {
  const origins = corsOrigins(project);
  // Nothing listed anywhere means every origin.
  const isOpen = origins.length === 0 || origins.some(({ value }) => isWildcard(value));
  for (const one of assignmentsTo(project, SWITCH)) {
    if (isOpen && isOn(one.value)) yield matchOf(project, one);
  }
  for (const one of assignmentsOf(project)) {
    if (PATTERN_NAME.test(one.name) && ANYTHING.test(one.value ?? '')) yield matchOf(project, one);
  }
}

function matchOf(project: Project, assignment: Assignment): Match {
  return { ...variableMatch(project, assignment, message), ...fixIn(unsetFix(assignment)) };
}
