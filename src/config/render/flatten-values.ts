import { createHash } from 'node:crypto';
import { joinPath, type ConfigNode, type MapNode, type ScalarNode } from '../node.ts';
import { printable } from '../printable.ts';
import { isSecret, maskValue } from './mask-value.ts';

/** Every single value of a configuration by its dotted path, secrets as `sha256:` and eight digits. */
export type ConfigValues = Readonly<Record<string, string>>;

/**
 * The values of a tree in which no reference is left, in the order of their paths: the same for two
 * files that mean the same, whatever their comments and order. Fit to be shown and compared.
 */
export function flattenValues(root: MapNode): ConfigValues {
  const values = [...leaves(root, '')].map(([path, node]) => [path, shown(path, node)] as const);
  return Object.fromEntries(values.sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** 64 hexadecimal digits over values: what `render-config --hash` prints. */
export function hashValues(values: ConfigValues): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(values)))
    .digest('hex');
}

function* leaves(node: ConfigNode, path: string): Generator<readonly [string, ScalarNode]> {
  if (node.kind === 'scalar') yield [path, node];
  else if (node.kind === 'list') {
    for (const [at, item] of node.items.entries()) yield* leaves(item, `${path}[${at}]`);
  } else {
    for (const [key, { value }] of node.entries) yield* leaves(value, joinPath(path, key));
  }
}

function shown(path: string, { value, variable }: ScalarNode): string {
  if (typeof value !== 'string') return String(value);
  const input = { value, path, variable: variable ?? null };
  return isSecret(input, looksPasted) ? maskValue(input, 'hash') : JSON.stringify(value);
}

function looksPasted(value: string): boolean {
  return printable(value) === '…';
}

/** One path at which two configurations differ; null: it is not there. */
export interface ValueChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs, in the order of the paths. */
export function diffValues(before: ConfigValues, after: ConfigValues): readonly ValueChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    const change = { path, before: before[path] ?? null, after: after[path] ?? null };
    return change.before === change.after ? [] : [change];
  });
}
