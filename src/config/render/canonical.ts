import { stringify } from 'yaml';
import { joinPath, type ConfigNode, type ScalarNode } from '../node.ts';
import { typeOfPath } from '../schema/type-of-path.ts';
import { isSecret, maskValue, type MaskMode } from './mask-value.ts';
import { isBare } from './write-scalar.ts';

/** How secrets are treated. */
export interface CanonicalOptions {
  readonly mask: MaskMode;
  readonly looksSecret: (value: string) => boolean;
}

/** A tree as plain values with sorted keys, everything that is secret masked. */
export function canonicalTree(node: ConfigNode, options: CanonicalOptions, path = ''): unknown {
  if (node.kind === 'scalar') return canonicalScalar(node, path, options);
  if (node.kind === 'list') {
    return node.items.map((item, at) => canonicalTree(item, options, `${path}[${at}]`));
  }
  const entries = [...node.entries].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return Object.fromEntries(
    entries.map(([key, { value }]) => [key, canonicalTree(value, options, joinPath(path, key))]),
  );
}

function canonicalScalar(
  { value, variable }: ScalarNode,
  path: string,
  { mask, looksSecret }: CanonicalOptions,
): ScalarNode['value'] {
  if (typeof value !== 'string') return value;
  const input = { value, path, variable: variable ?? null };
  if (mask !== 'none' && isSecret(input, looksSecret)) return maskValue(input, mask);
  return variable === undefined ? value : meantBy(value, path);
}

/** A variable is text; where the file wants a number or a boolean, it is one. */
function meantBy(value: string, path: string): ScalarNode['value'] {
  const bare = isBare(value, typeOfPath(path));
  if (!bare) return value;
  return value === 'true' || value === 'false' ? value === 'true' : Number(value);
}

/** Two spaces, LF, no anchors, one line break at the end; text that YAML 1.1 misreads is quoted. */
export function canonicalYaml(tree: unknown): string {
  return stringify(tree, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
