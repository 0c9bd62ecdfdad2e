import type { Project } from '../project.ts';
import { completeConfigs, eitherSetting } from '../reading/complete-configs.ts';
import { publicBinds } from '../reading/deployment-context.ts';
import { fixIn } from '../reading/match-parts.ts';
import type { GatewayView } from '../reading/gateway-config.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW807. */
export const bodyLimitMissing: Rule = {
  code: 'LGW807',
  name: 'body-limit-missing',
  summary: 'Strangers may send requests of any size.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'unsafe',
  why:
    'A request is held in memory while it is read: a few large ones at once end the process. It only ' +
    'matters where strangers reach the gateway; a proxy in front of it may have a limit of its own. ' +
    'LiteLLM without a licence does not check it.',
  help: 'set `general_settings.max_request_size_mb`',
  bad: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings: {}\n',
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  good: {
    'config.yaml': 'model_list: [{}]\ngeneral_settings: {max_request_size_mb: 20}\n',
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  if (publicBinds(project).length === 0) return;
  for (const config of completeConfigs(project)) {
    if (eitherSetting(config, 'max_request_size_mb') !== null) continue;
    const message = 'strangers may send requests of any size';
    yield { ...config.place, message, ...fixIn(fixOf(config.view)) };
  }
}

function fixOf(view: GatewayView): Fix | null {
  const edit = addSetting(view, 'general_settings', 'max_request_size_mb: 20');
  return edit === null ? null : { class: 'unsafe', title: 'bound it at 20 MB', edits: [edit] };
}
