import type { Position } from '../../diagnostics/finding.ts';
import type { FindingLog } from '../finding-log.ts';
import { child, childMap, entriesOf, type MapNode } from '../node.ts';
import { asBoolean, asText } from '../values.ts';

/** A second name of a model group. */
export interface AliasRule {
  readonly alias: string;
  readonly group: string;
  readonly hidden: boolean;
  readonly position: Position;
}

const PATH = 'router_settings.model_group_alias';

/** Reads `model_group_alias`: a group, or `{model: group, hidden: true}`. */
export function readAliases(root: MapNode, log: FindingLog): readonly AliasRule[] {
  const section = childMap(childMap(root, 'router_settings'), 'model_group_alias');
  return entriesOf(section).flatMap(([alias, { value }]) => {
    const target = value.kind === 'map' ? child(value, 'model') : value;
    const group = asText(target);
    if (target !== null && group !== null) {
      const hidden = asBoolean(child(value, 'hidden')) ?? false;
      return [{ alias, group, hidden, position: target.position }];
    }
    log.add('wrong-type', {
      message: `the alias \`${alias}\` must name a model group, or be {model: group, hidden: true}`,
      position: value.position,
      path: `${PATH}.${alias}`,
    });
    return [];
  });
}
