import type { Position } from '../diagnostics/finding.ts';

/** A value of the file that still knows where it stands. Trees are never changed, only rebuilt. */
export type ConfigNode = ScalarNode | MapNode | ListNode;

/** A single value. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The text in the file, without quotes. */
  readonly source: string;
  readonly position: Position;
  /** The environment variable the value came from. */
  readonly variable?: string;
  /** The variable is not set, so `value` is null. */
  readonly unset?: true;
}

/** A mapping, in the order of the file. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly position: Position;
}

/** One key with its value. */
export interface MapEntry {
  readonly keyPosition: Position;
  readonly value: ConfigNode;
}

/** A sequence. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly position: Position;
}

/** The value under `key`, or null when `node` is no map, has no such key, or holds null there. */
export function child(node: ConfigNode | null, key: string): ConfigNode | null {
  if (node?.kind !== 'map') return null;
  const value = node.entries.get(key)?.value ?? null;
  return value === null || isNull(value) ? null : value;
}

/** The map under `key`, or null. */
export function childMap(node: ConfigNode | null, key: string): MapNode | null {
  const value = child(node, key);
  return value?.kind === 'map' ? value : null;
}

/** The items under `key`; none when it is no list. */
export function childItems(node: ConfigNode | null, key: string): readonly ConfigNode[] {
  const value = child(node, key);
  return value?.kind === 'list' ? value.items : [];
}

/** Key and value of each entry of a map; none of anything else. */
export function entriesOf(node: ConfigNode | null): readonly (readonly [string, MapEntry])[] {
  return node?.kind === 'map' ? [...node.entries] : [];
}

/** Tells a YAML null, written or implied. */
export function isNull(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The value as plain JavaScript, without positions. */
export function toPlain(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return toPlainRecord(node);
}

/** A map as a plain record. */
export function toPlainRecord(node: MapNode | null): Record<string, unknown> {
  return Object.fromEntries(entriesOf(node).map(([key, { value }]) => [key, toPlain(value)]));
}

/** Where the last key of a dotted path goes: `a.b` + `c` = `a.b.c`. */
export function joinPath(parent: string, key: string): string {
  return parent === '' ? key : `${parent}.${key}`;
}
