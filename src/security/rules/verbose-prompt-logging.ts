import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import type { Assignment } from '../reading/assignment.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { commandFlags } from '../reading/command-flags.ts';
import { withDefaults } from '../reading/compose-services.ts';
import { gatewayContainers, publicBinds } from '../reading/deployment-context.ts';
import { fixIn, placeIn } from '../reading/match-parts.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { removalOf, switchesOn } from '../reading/setting-matches.ts';
import { isOn, unsetFix } from '../reading/switches.ts';
import { variableMatch } from '../reading/visible-place.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW401. */
export const verbosePromptLogging: Rule = {
  code: 'LGW401',
  name: 'verbose-prompt-logging',
  summary: 'Logs hold what callers write, and keys.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'On this level LiteLLM logs requests as they come and go: headers, prompts, parts of keys. Logs ' +
    'are kept long and read by many. It is critical where strangers reach the gateway, otherwise a ' +
    'warning; in files for development nothing is said.',
  help: 'remove it; `--debug` and `LITELLM_LOG=INFO` say what happens without the content',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    command: --config /app/config.yaml --detailed_debug
    ports: ['4000:4000']
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    command: --config /app/config.yaml
    ports: ['4000:4000']
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/debugging'],
  check,
};

const LEVEL = new Set(['LITELLM_LOG']);
const DETAILED = new Set(['DETAILED_DEBUG']);
const message = 'logs will hold what callers write, and parts of keys';

function* check(project: Project): Generator<Match> {
  const severity: Severity = publicBinds(project).length > 0 ? 'critical' : 'warning';
  for (const match of matchesIn(project)) {
    if (!isDevelopment(match.file) && purposeOf(match.file) === 'use') yield { ...match, severity };
  }
}

function* matchesIn(project: Project): Generator<Match> {
  for (const setting of switchesOn(project, 'set_verbose', SECTIONS))
    yield { ...removalOf(setting), message };
  for (const flag of commandFlags(project, '--detailed_debug')) {
    const { removal } = flag;
    const fix: Fix | null =
      removal === null
        ? null
        : { class: 'safe', title: 'remove `--detailed_debug`', edits: [removal] };
    yield { ...placeIn(flag), message, ...fixIn(fix) };
  }
  for (const assignment of loudVariables(project))
    yield { ...variableMatch(project, assignment, message), ...fixIn(unsetFix(assignment)) };
}

const SECTIONS = ['litellm_settings', 'router_settings', 'general_settings'];

/** `DETAILED_DEBUG` is a name that others use too. */
function loudVariables(project: Project): readonly Assignment[] {
  const levels = assignmentsTo(project, LEVEL).filter(
    ({ value }) =>
      withDefaults(value ?? '')
        .trim()
        .toUpperCase() === 'DEBUG',
  );
  const switches = gatewayContainers(project)
    .flatMap(({ environment }) => environment)
    .filter(({ name, value }) => DETAILED.has(name) && isOn(value));
  return [...levels, ...switches];
}
