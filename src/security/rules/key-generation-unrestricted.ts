import {
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlText,
  yamlEntries,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { fixIn } from '../reading/match-parts.ts';
import { placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { gatewayConfigs } from '../reading/gateway-config.ts';
import { addSetting } from '../reading/setting-edits.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW228. */
export const keyGenerationUnrestricted: Rule = {
  code: 'LGW228',
  name: 'key-generation-unrestricted',
  summary: 'Users make keys for themselves, without bounds.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Whoever can log in makes keys without a budget or an end. Bounds in the settings hold for every ' +
    'key, whoever makes it.',
  help: 'set `litellm_settings.upperbound_key_generate_params`: `max_budget`, `duration`, `rpm_limit`',
  bad: { 'config.yaml': 'general_settings:\n  auto_redirect_ui_login_to_sso: true\n' },
  good: {
    'config.yaml': `general_settings:
  auto_redirect_ui_login_to_sso: true
litellm_settings:
  upperbound_key_generate_params: {max_budget: 100, duration: 90d}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/self_serve'],
  check,
};

const BOUNDS = ['key_generation_settings', 'upperbound_key_generate_params'];
const PARAMS = '{max_budget: 100, duration: 90d}';

function* check(project: Project): Generator<Match> {
  for (const view of gatewayConfigs(project)) {
    const door = selfServeOf(view.root);
    if (door === null || isBounded(view.root)) continue;
    const fix = fixOf(view);
    yield {
      ...placeOf(view.file, door),
      message: 'whoever logs in makes keys without a budget or an end',
      ...fixIn(fix),
    };
  }
}

/** The setting that lets people in who are no administrators. */
function selfServeOf(root: YamlNode): YamlNode | null {
  const general = yamlChild(root, 'general_settings');
  const switches = ['allow_user_auth', 'auto_redirect_ui_login_to_sso'];
  const on = switches
    .map((key) => yamlChild(general, key))
    .find((node) => yamlBoolean(node) === true);
  const hook = yamlChild(general, 'custom_sso');
  if (on !== undefined && on !== null) return on;
  if (yamlText(hook) !== null) return hook;
  return roleThatMakesKeys(root);
}

function roleThatMakesKeys(root: YamlNode): YamlNode | null {
  const role = yamlAt(root, 'litellm_settings', 'default_internal_user_params', 'user_role');
  return yamlText(role) === 'internal_user' ? role : null;
}

function isBounded(root: YamlNode): boolean {
  return ['litellm_settings', 'general_settings'].some((section) =>
    BOUNDS.some((key) => yamlEntries(yamlAt(root, section, key)).length > 0),
  );
}

function fixOf(view: GatewayView): Fix | null {
  const edit = addSetting(view, 'litellm_settings', `upperbound_key_generate_params: ${PARAMS}`);
  return edit === null
    ? null
    : { class: 'unsafe', title: 'bound them at 100 and 90 days', edits: [edit] };
}
