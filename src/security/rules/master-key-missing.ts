import { yamlEntry } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn, placeIn } from '../reading/match-parts.ts';
import { callerAuth, configuredAuth, servedConfigs } from '../reading/caller-auth.ts';
import type { Container } from '../reading/container.ts';
import { gatewayContainers } from '../reading/deployment-context.ts';
import type { GatewayView } from '../reading/gateway-config.ts';
import { isVariableMentioned, keyVariables } from '../reading/gateway-keys.ts';
import { addMasterKey } from '../reading/key-fixes.ts';
import { isDevelopment } from '../reading/profile.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW202. */
export const masterKeyMissing: Rule = {
  code: 'LGW202',
  name: 'master-key-missing',
  summary: 'A gateway that nobody gave a master key.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Without a master key LiteLLM takes every caller for an administrator; this gateway does not ' +
    'start. It is critical where a compose or Kubernetes file shows all that the gateway is given. ' +
    'A configuration alone cannot show it, because the variable may come from outside, and neither ' +
    'can a Dockerfile, where a key has no place: that is a warning, and so is a file for ' +
    'development. Custom, JWT and OAuth2 authentication count as a key.',
  help:
    'write `master_key: os.environ/LITELLM_MASTER_KEY` under `general_settings`, and give the ' +
    'gateway that variable: `openssl rand -hex 32` makes a value',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: groq/llama-3.1-8b-instant
`,
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    volumes: ['./config.yaml:/app/config.yaml']
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: groq/llama-3.1-8b-instant
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
`,
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    volumes: ['./config.yaml:/app/config.yaml']
    environment:
      LITELLM_MASTER_KEY: \${LITELLM_MASTER_KEY}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/virtual_keys'],
  check,
};

function* check(project: Project): Generator<Match> {
  const containers = gatewayContainers(project).filter(({ kind }) => kind !== 'dockerfile');
  if (containers.length > 0) {
    for (const container of containers) {
      if (callerAuth(project, container) === 'nobody') yield containerMatch(project, container);
    }
    return;
  }
  const isGiven = isVariableMentioned(project, keyVariables(project, 'master'));
  for (const view of servedConfigs(project)) {
    if (!isGiven && configuredAuth(project, view) === 'unsaid') yield configMatch(project, view);
  }
}

function containerMatch(project: Project, { file, span, path, name }: Container): Match {
  const view = servedConfigs(project).find((one) => configuredAuth(project, one) === 'unsaid');
  const fix = view === undefined ? null : addMasterKey(project, view);
  return {
    ...placeIn({ file, span, path }),
    message: `\`${name}\` runs a gateway without a master key: every caller is an administrator`,
    severity: isDevelopment(file.path) ? 'warning' : 'critical',
    ...fixIn(fix),
  };
}

function configMatch(project: Project, view: GatewayView): Match {
  const { file, root } = view;
  const entry = yamlEntry(root, 'general_settings') ?? root.entries[0];
  const fix = addMasterKey(project, view);
  return {
    file: file.path,
    ...(entry === undefined ? {} : { span: { start: entry.keyStart, end: entry.keyEnd } }),
    message:
      'there is no master key here; unless LITELLM_MASTER_KEY comes from outside, everybody may call',
    severity: 'warning',
    confidence: 'medium',
    path: 'general_settings.master_key',
    ...fixIn(fix),
  };
}
