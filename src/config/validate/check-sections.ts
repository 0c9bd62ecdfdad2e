import type { FindingLog } from '../finding-log.ts';
import { childItems, childMap, entriesOf, type MapNode } from '../node.ts';
import { GENERAL_SETTINGS_KEYS, PASS_THROUGH_KEYS } from '../schema/general-settings.ts';
import type { KeyTable } from '../schema/key-table.ts';
import { CACHE_PARAMS_KEYS, LITELLM_SETTINGS_KEYS } from '../schema/litellm-settings.ts';
import {
  RETRY_POLICY_KEYS,
  ROUTER_SETTINGS_KEYS,
  STRATEGY_ARGS_KEYS,
} from '../schema/router-settings.ts';
import { CREDENTIAL_KEYS, LLMGW_KEYS, TIMEOUT_KEYS, TOP_LEVEL_KEYS } from '../schema/top-level.ts';
import { checkKeys, type KeyCheck } from './check-keys.ts';

const SECTIONS: readonly (readonly [string, KeyTable])[] = [
  ['general_settings', GENERAL_SETTINGS_KEYS],
  ['litellm_settings', LITELLM_SETTINGS_KEYS],
  ['litellm_settings.cache_params', CACHE_PARAMS_KEYS],
  ['router_settings', ROUTER_SETTINGS_KEYS],
  ['router_settings.routing_strategy_args', STRATEGY_ARGS_KEYS],
  ['router_settings.retry_policy', RETRY_POLICY_KEYS],
  ['llmgw_settings', LLMGW_KEYS],
  ['llmgw_settings.timeouts', TIMEOUT_KEYS],
];

/** Nothing is cached here yet, which `cache` says: its details need not say it again. */
const QUIET: ReadonlyMap<string, Pick<KeyCheck, 'onInert'>> = new Map([
  ['litellm_settings.cache_params', { onInert: () => undefined }],
]);

/** Checks the keys of everything but `model_list`, which has rules of its own. */
export function checkSections(root: MapNode, log: FindingLog): void {
  checkKeys(root, { path: '', table: TOP_LEVEL_KEYS, log });
  for (const [path, table] of SECTIONS) {
    const section = mapAt(root, path);
    if (section !== null) checkKeys(section, { path, table, log, ...QUIET.get(path) });
  }
  checkGroupPolicies(root, log);
  checkItems(root, log);
  checkEnvironment(root, log);
}

function mapAt(root: MapNode, path: string): MapNode | null {
  return path.split('.').reduce<MapNode | null>(childMap, root);
}

function checkGroupPolicies(root: MapNode, log: FindingLog): void {
  const path = 'router_settings.model_group_retry_policy';
  for (const [group, { value }] of entriesOf(mapAt(root, path))) {
    if (value.kind !== 'map') reportNoMap({ value, path: `${path}.${group}`, log });
    else checkKeys(value, { path: `${path}.${group}`, table: RETRY_POLICY_KEYS, log });
  }
}

function checkItems(root: MapNode, log: FindingLog): void {
  const passThrough = childItems(childMap(root, 'general_settings'), 'pass_through_endpoints');
  for (const [index, value] of passThrough.entries()) {
    const path = `general_settings.pass_through_endpoints[${index}]`;
    if (value.kind !== 'map') reportNoMap({ value, path, log });
    else checkKeys(value, { path, table: PASS_THROUGH_KEYS, log });
  }
  for (const [index, value] of childItems(root, 'credential_list').entries()) {
    const path = `credential_list[${index}]`;
    if (value.kind !== 'map') reportNoMap({ value, path, log });
    else checkKeys(value, { path, table: CREDENTIAL_KEYS, log });
  }
}

function checkEnvironment(root: MapNode, log: FindingLog): void {
  for (const [name, { value }] of entriesOf(childMap(root, 'environment_variables'))) {
    if (value.kind === 'scalar') continue;
    log.add('wrong-type', {
      message: `the variable \`${name}\` must be a single value, not a ${value.kind}`,
      position: value.position,
      path: `environment_variables.${name}`,
    });
  }
}

interface NoMap {
  readonly value: { readonly position: MapNode['position'] };
  readonly path: string;
  readonly log: FindingLog;
}

function reportNoMap({ value, path, log }: NoMap): void {
  log.add('wrong-type', { message: `\`${path}\` must be a map`, position: value.position, path });
}
