import type { Position } from '../../diagnostics/finding.ts';
import type { AliasRule } from '../build/aliases.ts';
import type { FallbackRule } from '../build/fallbacks.ts';
import type { RouterParts } from '../build/router.ts';
import type { FindingLog } from '../finding-log.ts';
import { childMap, entriesOf, type MapNode } from '../node.ts';
import { printable } from '../printable.ts';
import { didYouMean } from './find-home.ts';

/** What names a model group, and the groups there are. */
export interface References {
  readonly parts: RouterParts;
  readonly groups: readonly string[];
}

/** Reports fallbacks, aliases and settings of single groups that name models nobody has. */
export function checkReferences(
  root: MapNode,
  { parts, groups }: References,
  log: FindingLog,
): void {
  const check = new ReferenceCheck([...groups, ...parts.aliases.map(({ alias }) => alias)], log);
  check.run(parts);
  const own = childMap(childMap(root, 'llmgw_settings'), 'groups');
  for (const [group, { keyPosition }] of entriesOf(own)) check.checkGroup(group, keyPosition);
}

class ReferenceCheck {
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #log: FindingLog;

  constructor(names: readonly string[], log: FindingLog) {
    this.#names = new Set(names);
    this.#patterns = [...this.#names].filter((name) => name.includes('*')).map(toPattern);
    this.#log = log;
  }

  /** A group that has settings of its own. */
  checkGroup(group: string, position: Position): void {
    const path = `llmgw_settings.groups.${group}`;
    this.#check(group, { what: 'settings for', position, path });
  }

  run({ fallbacks, contextWindow, contentPolicy, aliases }: RouterParts): void {
    for (const rule of [...fallbacks, ...contextWindow, ...contentPolicy]) this.#checkRule(rule);
    for (const alias of aliases) this.#checkAlias(alias);
  }

  #checkRule({ from, position, to, path }: FallbackRule): void {
    if (from !== '*') this.#check(from, { what: 'a fallback for', position, path });
    for (const target of to) {
      this.#check(target.group, { what: 'a fallback to', position: target.position, path });
    }
  }

  #checkAlias({ alias, group, position }: AliasRule): void {
    const path = `router_settings.model_group_alias.${alias}`;
    this.#check(group, { what: `the alias \`${alias}\` of`, position, path });
  }

  #check(group: string, { what, position, path }: Mention): void {
    if (this.#names.has(group) || this.#patterns.some((pattern) => pattern.test(group))) return;
    this.#log.add('unknown-model-group', {
      message: `${what} \`${printable(group)}\`, which is not in \`model_list\``,
      ...didYouMean(group, this.#names),
      position,
      path,
    });
  }
}

interface Mention {
  readonly what: string;
  readonly position: Position;
  readonly path: string;
}

/** As requests are matched: from the start, `*` for any text. */
function toPattern(name: string): RegExp {
  const escaped = name
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}`, 's');
}
