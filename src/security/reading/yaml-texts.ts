import { yamlEntries, yamlText, type YamlNode } from '../../config/yaml-document.ts';

/** A command as one text or as a list of words. */
export function wordsOf(node: YamlNode | null): readonly string[] {
  if (node?.kind === 'list') return node.items.flatMap((item) => yamlText(item) ?? []);
  const text = yamlText(node);
  return text === null ? [] : [text];
}

/** The texts of a map by key. */
export function textsOf(node: YamlNode | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    yamlEntries(node).flatMap(({ key, value }) => {
      const text = yamlText(value);
      return text === null ? [] : [[key, text]];
    }),
  );
}
