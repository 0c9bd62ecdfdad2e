import {
  yamlBoolean,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeIn } from '../reading/match-parts.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { databasePlaces } from '../reading/database-places.ts';
import { publicBinds, runsLitellm } from '../reading/deployment-context.ts';
import { gatewayConfigs } from '../reading/gateway-config.ts';
import { isOn } from '../reading/switches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW218. */
export const adminRoutesOpen: Rule = {
  code: 'LGW218',
  name: 'admin-routes-open',
  summary: 'Strangers reach the administration of the gateway.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'The admin interface and its routes answer on the port that strangers reach: a login page to ' +
    'guess at, and every fault in it within reach. It only exists with a database. Where a proxy ' +
    'lets no such path through, this is right after all.',
  help:
    'let the proxy in front refuse `/ui`, `/key` and `/config`, or set `allowed_ips`, ' +
    '`admin_only_routes` or DISABLE_ADMIN_UI',
  bad: {
    'config.yaml': 'general_settings:\n  database_url: os.environ/DATABASE_URL\n',
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  good: {
    'config.yaml': `general_settings:
  database_url: os.environ/DATABASE_URL
  allowed_ips: ['203.0.113.0/24']
`,
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/enterprise'],
  check,
};

const SWITCHES = new Set(['DISABLE_ADMIN_UI', 'DISABLE_ADMIN_ENDPOINTS']);

function* check(project: Project): Generator<Match> {
  if (databasePlaces(project).length === 0 || isRestricted(project)) return;
  for (const { file, span, path, container } of publicBinds(project)) {
    if (container === null || !runsLitellm(container)) continue;
    yield {
      ...placeIn({ file, span, path }),
      message: 'strangers reach the admin interface and its routes here',
    };
  }
}

function isRestricted(project: Project): boolean {
  const isSet = gatewayConfigs(project).some(({ root }) => {
    const general = yamlChild(root, 'general_settings');
    const isOff = yamlBoolean(yamlChild(general, 'disable_admin_ui')) === true;
    return (
      isOff || ['allowed_ips', 'admin_only_routes'].some((key) => isFilled(yamlChild(general, key)))
    );
  });
  return isSet || assignmentsTo(project, SWITCHES).some(({ value }) => isOn(value));
}

function isFilled(node: YamlNode | null): boolean {
  return yamlItems(node).length > 0 || (yamlText(node) ?? '') !== '';
}
