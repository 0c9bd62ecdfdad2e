import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { placeIn } from '../reading/match-parts.ts';
import {
  callerAuth,
  configuredAuth,
  servedConfigs,
  type CallerAuth,
} from '../reading/caller-auth.ts';
import { publicBinds, type PublicBind } from '../reading/deployment-context.ts';
import { isVariableMentioned, keyVariables } from '../reading/gateway-keys.ts';
import { isDevelopment } from '../reading/profile.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW301. */
export const bindAllNoAuth: Rule = {
  code: 'LGW301',
  name: 'bind-all-no-auth',
  summary: 'A gateway that strangers reach and that asks nobody for a key.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'An open relay is found within hours; from then on others spend your money. A port that compose ' +
    'publishes without an address is open on every interface of the host, past most host firewalls. ' +
    'A script or a Dockerfile with `--host 0.0.0.0` does not show what the gateway is given when it ' +
    'starts: that is a warning, and so is a file for development.',
  help: 'give the gateway a master key, or publish the port as `127.0.0.1:4000:4000`',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    command: --model groq/llama-3.1-8b-instant
    ports: ['4000:4000']
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    command: --model groq/llama-3.1-8b-instant
    ports: ['127.0.0.1:4000:4000']
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const bind of publicBinds(project)) {
    const severity = severityOf(project, bind);
    if (severity === null) continue;
    yield {
      ...placeIn(bind),
      message: 'the gateway is open to strangers here and asks nobody for a key',
      severity,
    };
  }
}

function severityOf(project: Project, { file, container }: PublicBind): Severity | null {
  if (container === null || container.kind === 'dockerfile')
    return authOutside(project) === 'asked' ? null : 'warning';
  if (callerAuth(project, container) !== 'nobody') return null;
  return isDevelopment(file) ? 'warning' : 'critical';
}

/** Of what is started by hand: a configuration that names a key is taken at its word. */
function authOutside(project: Project): CallerAuth {
  if (isVariableMentioned(project, keyVariables(project, 'master'))) return 'asked';
  const words = servedConfigs(project).map((view) => configuredAuth(project, view));
  return words.some((word) => word !== 'unsaid') ? 'asked' : 'nobody';
}
