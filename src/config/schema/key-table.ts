import { VALUE_TYPES, type ValueType } from '../values.ts';

/**
 * What becomes of a key. `used`: it works here. `inert`: LiteLLM knows it, nothing reads it here
 * yet. `guard`: like inert, but it restricts callers. `hook`: it names Python code.
 */
export type KeyUse = 'used' | 'inert' | 'guard' | 'hook';

/** One key of a section. */
export interface KeySpec {
  readonly type: ValueType;
  readonly use: KeyUse;
}

/** The keys of a section. */
export type KeyTable = ReadonlyMap<string, KeySpec>;

type KeysByType = { readonly [Type in ValueType]?: string };

/** Writes a table down compactly: for each use, for each type, the keys separated by spaces. */
export function keyTable(uses: { readonly [Use in KeyUse]?: KeysByType }): KeyTable {
  const table = new Map<string, KeySpec>();
  for (const use of USES) {
    for (const type of VALUE_TYPES) {
      const names = uses[use]?.[type]?.trim().split(/\s+/) ?? [];
      for (const name of names) table.set(name, { type, use });
    }
  }
  return table;
}

const USES = ['used', 'inert', 'guard', 'hook'] as const satisfies readonly KeyUse[];
