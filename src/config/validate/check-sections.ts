import type { FindingLog } from '../finding-log.ts';
import { childItems, childMap, entriesOf, type MapNode } from '../node.ts';
import { PASS_THROUGH_KEYS } from '../schema/general-settings.ts';
import { RETRY_POLICY_KEYS } from '../schema/router-settings.ts';
import { GROUP_SECTIONS, SECTIONS } from '../schema/sections.ts';
import { CREDENTIAL_KEYS, GROUP_KEYS, TOP_LEVEL_KEYS } from '../schema/top-level.ts';
import { checkBreaker } from './check-breaker.ts';
import { checkKeys, type KeyCheck } from './check-keys.ts';

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
  checkGroups(root, log);
  checkSharedBreaker(root, log);
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

function checkGroups(root: MapNode, log: FindingLog): void {
  const path = 'llmgw_settings.groups';
  for (const [group, { value }] of entriesOf(mapAt(root, path))) {
    const own = `${path}.${group}`;
    if (value.kind !== 'map') {
      reportNoMap({ value, path: own, log });
      continue;
    }
    checkKeys(value, { path: own, table: GROUP_KEYS, log });
    for (const [key, table] of GROUP_SECTIONS) {
      const section = childMap(value, key);
      if (section !== null) checkKeys(section, { path: `${own}.${key}`, table, log });
    }
  }
}

function checkSharedBreaker(root: MapNode, log: FindingLog): void {
  const path = 'llmgw_settings.breaker';
  const breaker = mapAt(root, path);
  if (breaker === null) return;
  checkBreaker(breaker, { path, report: (name, detail) => log.add(name, detail) });
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
