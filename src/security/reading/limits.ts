import { yamlChild, yamlEntries, yamlItems, type YamlNode } from '../../config/yaml-document.ts';
import { eitherSetting, isPositive, settingOf, type CompleteConfig } from './complete-configs.ts';

/** Where settings for keys, users and teams that are made stand. */
const FOR_NEW = [
  'upperbound_key_generate_params',
  'default_key_generate_params',
  'default_internal_user_params',
  'default_team_params',
];
const OF_ALL = [
  'max_budget',
  'max_internal_user_budget',
  'max_end_user_budget',
  'max_end_user_budget_id',
];

/** A ceiling on what can be spent; null: there is none in the whole configuration. */
export function budgetOf(config: CompleteConfig): YamlNode | null {
  const whole = OF_ALL.map((key) => eitherSetting(config, key)).find(
    (node) => isPositive(node) || (node?.kind === 'scalar' && Number.isNaN(Number(node.text))),
  );
  return whole ?? paramOfNew(config, /^(?:max_budget|budget_id)$/) ?? budgetOfProviders(config);
}

function budgetOfProviders(config: CompleteConfig): YamlNode | null {
  const providers = settingOf(config, 'router_settings', 'provider_budget_config');
  return yamlEntries(providers).length > 0 ? providers : null;
}

/** A setting every new key, user or team gets, or cannot exceed. */
export function paramOfNew(config: CompleteConfig, name: RegExp): YamlNode | null {
  for (const section of FOR_NEW) {
    const entries = yamlEntries(eitherSetting(config, section));
    const found = entries.find(({ key, value }) => name.test(key) && isSet(value));
    if (found !== undefined) return found.value;
  }
  return null;
}

function isSet(node: YamlNode): boolean {
  return node.kind !== 'scalar' || node.value !== null;
}

/** Whether anything bounds how fast somebody may call. */
export function hasRateLimit(config: CompleteConfig): boolean {
  const settings = [
    eitherSetting(config, 'global_max_parallel_requests'),
    eitherSetting(config, 'max_parallel_requests'),
    settingOf(config, 'router_settings', 'default_max_parallel_requests'),
  ];
  if (settings.some(isPositive)) return true;
  if (paramOfNew(config, /^(?:[rt]pm_limit|max_parallel_requests)$/) !== null) return true;
  return config.roots.some((root) =>
    yamlItems(yamlChild(root, 'model_list')).some((deployment) =>
      [deployment, yamlChild(deployment, 'litellm_params')].some(hasOwnLimit),
    ),
  );
}

function hasOwnLimit(node: YamlNode | null): boolean {
  return ['rpm', 'tpm', 'max_parallel_requests'].some((key) => isPositive(yamlChild(node, key)));
}
