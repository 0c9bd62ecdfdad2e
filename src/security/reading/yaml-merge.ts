import {
  yamlEntries,
  yamlItems,
  type YamlEntry,
  type YamlNode,
} from '../../config/yaml-document.ts';

/** The entries of a map with those it takes over by `<<`; its own win, then earlier ones. */
export function mergedEntries(node: YamlNode | null): readonly YamlEntry[] {
  const own = yamlEntries(node);
  const plain = own.filter(({ key }) => key !== '<<');
  const merged = own
    .filter(({ key }) => key === '<<')
    .flatMap(({ value }) => [value, ...yamlItems(value)].flatMap(mergedEntries));
  const known = new Set(plain.map(({ key }) => key));
  return [...plain, ...merged.filter(({ key }) => !known.has(key) && known.add(key))];
}

/** The value under a key of a map or of what it takes over; of equal keys the last. */
export function mergedChild(node: YamlNode | null, key: string): YamlNode | null {
  return mergedEntries(node).findLast((entry) => entry.key === key)?.value ?? null;
}
