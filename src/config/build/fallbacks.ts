import type { Position } from '../../diagnostics/finding.ts';
import type { FindingLog } from '../finding-log.ts';
import { child, childMap, type ConfigNode, entriesOf, type MapNode } from '../node.ts';
import { accepts, asTexts } from '../values.ts';

/** The settings that hold fallbacks. */
export type FallbackKey = 'fallbacks' | 'context_window_fallbacks' | 'content_policy_fallbacks';

/** One group and where its requests may go next. */
export interface FallbackRule {
  readonly from: string;
  readonly position: Position;
  readonly to: readonly { readonly group: string; readonly position: Position }[];
  readonly path: string;
}

/** The rules of one setting: those of `router_settings`, else those of `litellm_settings`. */
export function readFallbacks(
  root: MapNode,
  key: FallbackKey,
  log: FindingLog,
): readonly FallbackRule[] {
  for (const section of ['router_settings', 'litellm_settings']) {
    const list = child(childMap(root, section), key);
    if (list?.kind !== 'list') continue;
    return list.items.flatMap((item, index) =>
      readRules(item, { path: `${section}.${key}[${index}]`, log }),
    );
  }
  return [];
}

/** `default_fallbacks`, as the rule of the group `*`. */
export function readDefaultFallbacks(root: MapNode): readonly FallbackRule[] {
  for (const section of ['router_settings', 'litellm_settings']) {
    const list = child(childMap(root, section), 'default_fallbacks');
    if (list?.kind !== 'list' || list.items.length === 0) continue;
    const path = `${section}.default_fallbacks`;
    return [{ from: '*', position: list.position, to: toTargets(list), path }];
  }
  return [];
}

/** The rules as a look-up; the first rule of a group counts. */
export function toFallbackMap(
  rules: readonly FallbackRule[],
): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, readonly string[]>();
  for (const { from, to } of rules) {
    if (!map.has(from)) map.set(from, Object.freeze(to.map(({ group }) => group)));
  }
  return map;
}

interface Where {
  readonly path: string;
  readonly log: FindingLog;
}

function readRules(item: ConfigNode, { path, log }: Where): readonly FallbackRule[] {
  if (item.kind !== 'map') {
    reportShape(item.position, { path, log });
    return [];
  }
  return entriesOf(item).flatMap(([from, { keyPosition, value }]) => {
    if (value.kind === 'list' && accepts('texts', value)) {
      return [{ from, position: keyPosition, to: toTargets(value), path: `${path}.${from}` }];
    }
    reportShape(value.position, { path: `${path}.${from}`, log });
    return [];
  });
}

function toTargets(list: Extract<ConfigNode, { kind: 'list' }>): FallbackRule['to'] {
  return list.items.flatMap((item) =>
    asTexts(item).map((group) => ({ group, position: item.position })),
  );
}

function reportShape(position: Position, { path, log }: Where): void {
  log.add('wrong-type', {
    message: 'a fallback must be written as `- group: [other, …]`',
    position,
    path,
  });
}
