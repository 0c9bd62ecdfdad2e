import type { Position } from '../../diagnostics/finding.ts';
import type { AliasRule } from '../build/aliases.ts';
import type { FallbackRule } from '../build/fallbacks.ts';
import type { RouterParts } from '../build/router.ts';
import type { FindingLog } from '../finding-log.ts';
import { printable } from '../printable.ts';
import { didYouMean } from './find-home.ts';

/** Reports fallbacks and aliases that name models nobody has. */
export function checkReferences(
  parts: RouterParts,
  groups: readonly string[],
  log: FindingLog,
): void {
  new ReferenceCheck([...groups, ...parts.aliases.map(({ alias }) => alias)], log).run(parts);
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
