import { yamlAt, yamlBoolean, yamlEntry } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn } from '../reading/match-parts.ts';
import { publicBinds, runsLitellm } from '../reading/deployment-context.ts';
import { gatewayConfigs, type GatewayView } from '../reading/gateway-config.ts';
import { addSetting, hasSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW230. */
export const robotsNotBlocked: Rule = {
  code: 'LGW230',
  name: 'robots-not-blocked',
  summary: 'Search engines may list the gateway.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'safe',
  why:
    'People who look for open gateways begin with a search engine. With `block_robots` LiteLLM asks ' +
    'them to stay away.',
  help: 'write `block_robots: true` under `general_settings`',
  bad: {
    'config.yaml': 'general_settings:\n  master_key: os.environ/KEY\n',
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  good: {
    'config.yaml': 'general_settings:\n  master_key: os.environ/KEY\n  block_robots: true\n',
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/enterprise'],
  check,
};

function* check(project: Project): Generator<Match> {
  const isOpen = publicBinds(project).some(
    ({ container }) => container !== null && runsLitellm(container),
  );
  if (!isOpen) return;
  for (const view of gatewayConfigs(project)) {
    const { file, root } = view;
    const entry = yamlEntry(root, 'general_settings');
    if (entry === null || yamlBoolean(yamlAt(entry.value, 'block_robots')) === true) continue;
    const fix = fixOf(view);
    yield {
      file: file.path,
      span: { start: entry.keyStart, end: entry.keyEnd },
      path: 'general_settings.block_robots',
      message: 'search engines may list the gateway',
      ...fixIn(fix),
    };
  }
}

function fixOf(view: GatewayView): Fix | null {
  if (hasSetting(view.root, 'general_settings', 'block_robots')) return null;
  const edit = addSetting(view, 'general_settings', 'block_robots: true');
  return edit === null ? null : { class: 'safe', title: 'keep them out', edits: [edit] };
}
