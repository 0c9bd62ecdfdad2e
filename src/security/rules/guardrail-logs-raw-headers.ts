import {
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import { ADVISORIES, affects } from '../advisories.ts';
import type { Project } from '../project.ts';
import { callbacksOf } from '../reading/callbacks.ts';
import { configsWithDatabase, eitherSetting } from '../reading/complete-configs.ts';
import { gatewayConfigs, placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { litellmPins } from '../reading/litellm-versions.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW407. */
export const guardrailLogsRawHeaders: Rule = {
  code: 'LGW407',
  name: 'guardrail-logs-raw-headers',
  summary: 'A guardrail that writes the caller’s key into logs.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'Before LiteLLM 1.82.3 what a guardrail of your own returned was logged whole, the request with ' +
    'its `Authorization` header too: in the table of calls and in traces. It matters where there is ' +
    'such a table or tracing.',
  help: 'upgrade to 1.84.0 or later, replace the keys that were used, clean logs and traces',
  bad: {
    'config.yaml': `guardrails:
  - guardrail_name: ours
    litellm_params:
      guardrail: ours.Guardrail
      mode: pre_call
litellm_settings:
  callbacks: [otel]
`,
    'requirements.txt': 'litellm==1.82.2\n',
  },
  good: {
    'config.yaml': `guardrails:
  - guardrail_name: ours
    litellm_params:
      guardrail: ours.Guardrail
      mode: pre_call
litellm_settings:
  callbacks: [otel]
`,
    'requirements.txt': 'litellm==1.84.0\n',
  },
  references: ['https://docs.litellm.ai/blog/guardrail-logging-secret-exposure-incident'],
  check,
};

const LEAKS = ADVISORIES.filter(({ needs }) => needs === 'custom-guardrail');

function* check(project: Project): Generator<Match> {
  const leak = litellmPins(project).find(({ version }) =>
    LEAKS.some((advisory) => affects(advisory, version)),
  );
  if (leak === undefined) return;
  const logged = filesWithSpendLogs(project);
  for (const view of gatewayConfigs(project)) {
    if (!logged.has(view.file) && !isTraced(view)) continue;
    for (const guardrail of ownGuardrails(view)) {
      yield {
        ...placeOf(view.file, guardrail),
        message: `with LiteLLM ${leak.version.text} the keys of callers end up in logs by this guardrail`,
        related: [{ file: leak.file.path, span: leak.span, message: 'the version' }],
      };
    }
  }
}

/** `module.Class`; those of LiteLLM are names without a dot. */
function ownGuardrails({ root }: GatewayView): readonly YamlNode[] {
  return yamlItems(yamlChild(root, 'guardrails')).flatMap((item) => {
    const node = yamlAt(item, 'litellm_params', 'guardrail');
    return node !== null && /^[\w/-]+(?:\.\w+)+$/.test(yamlText(node) ?? '') ? [node] : [];
  });
}

function isTraced(view: GatewayView): boolean {
  return callbacksOf(view).some(({ name }) => /otel|langfuse|arize|logfire/.test(name));
}

function filesWithSpendLogs(project: Project): ReadonlySet<unknown> {
  const configs = configsWithDatabase(project).filter(
    (config) => yamlBoolean(eitherSetting(config, 'disable_spend_logs')) !== true,
  );
  return new Set(configs.map(({ view }) => view.file));
}
