import { yamlChild, yamlEntry } from '../../config/yaml-document.ts';
import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { gatewayContainers, runsLitellm } from '../reading/deployment-context.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { litellmPins } from '../reading/litellm-versions.ts';
import { endpointsOf } from '../reading/pass-through.ts';
import { isBefore, readVersion } from '../reading/python-version.ts';
import { addEntry } from '../reading/setting-edits.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW212. */
export const passthroughAuthImplicit: Rule = {
  code: 'LGW212',
  name: 'passthrough-auth-implicit',
  summary: 'A pass-through endpoint that leaves it to the version whether callers need a key.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'safe',
  why:
    'Before LiteLLM 1.84.0 an endpoint without `auth` was open to everybody, with your credentials. ' +
    'It is critical where the project pins such a version, a warning where no version is to be seen, ' +
    'and silent where only newer ones or this gateway run it.',
  help: 'write `auth: true`: it means the same in every version',
  bad: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
`,
    'requirements.txt': 'litellm[proxy]==1.82.3\n',
  },
  good: {
    'config.yaml': `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      auth: true
`,
    'requirements.txt': 'litellm[proxy]==1.82.3\n',
  },
  references: [
    'https://docs.litellm.ai/docs/proxy/pass_through',
    'https://github.com/BerriAI/litellm/pull/26827',
  ],
  check,
};

const CLOSED_SINCE = readVersion('1.84.0');

function* check(project: Project): Generator<Match> {
  const severity = severityIn(project);
  if (severity === null) return;
  for (const { file, node } of endpointsOf(project)) {
    if (yamlEntry(node, 'auth') !== null) continue;
    const edit = addEntry(file, node, 'auth: true');
    yield {
      ...placeOf(file, yamlChild(node, 'path') ?? node),
      message:
        severity === 'critical'
          ? 'in the version that is pinned here, this endpoint asks nobody for a key'
          : 'before LiteLLM 1.84.0 this endpoint asks nobody for a key',
      severity,
      ...(edit === null ? {} : { fix: { class: 'safe', title: 'ask for a key', edits: [edit] } }),
    };
  }
}

function severityIn(project: Project): Severity | null {
  const pins = litellmPins(project);
  const isOpen = pins.some(
    ({ version }) => CLOSED_SINCE !== null && isBefore(version, CLOSED_SINCE),
  );
  if (isOpen) return 'critical';
  const containers = gatewayContainers(project);
  const isOurs = containers.length > 0 && !containers.some(runsLitellm);
  return pins.length > 0 || isOurs ? null : 'warning';
}
