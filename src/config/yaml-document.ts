import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { parseDocuments } from './parse-documents.ts';
import { resolvePlainScalar, resolveTaggedScalar } from './yaml-scalar.ts';

/**
 * A value of a YAML file with the span of text it takes: offsets in UTF-16 units, the end behind the
 * last character. For what reads or edits files as they are written; `parse.ts` reads their meaning.
 */
export type YamlNode = YamlScalar | YamlMap | YamlList;

interface Spanned {
  readonly start: number;
  readonly end: number;
  /** Dotted path from the top of the document: `model_list[0].litellm_params.model`; '' for the top. */
  readonly path: string;
}

/** A single value. The span includes its quotes. */
export interface YamlScalar extends Spanned {
  readonly kind: 'scalar';
  /** As PyYAML reads it. */
  readonly value: string | number | boolean | null;
  /** The text without quotes and escapes. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** The tag as written, e.g. `!vault`; null mostly. */
  readonly tag: string | null;
}

/** A mapping in the order of the file; of two equal keys both are here. */
export interface YamlMap extends Spanned {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

/** One key with its value. `<<` is an entry like any other. */
export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

/** A sequence. */
export interface YamlList extends Spanned {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

/** The documents of one file (`---` separates them), and what the parser did not understand. */
export interface YamlFile {
  readonly roots: readonly YamlNode[];
  readonly errors: readonly { readonly offset: number; readonly code: string }[];
}

/** Values a file may hold once its aliases are written out. */
const MAX_NODES = 200_000;

/** Reads every document of a file; never throws. A file with errors still has what could be read. */
export function readYamlFile(text: string): YamlFile {
  const documents = parseDocuments(text);
  const errors = documents.flatMap((document) =>
    document.errors.map(({ pos, code }) => ({ offset: pos[0], code })),
  );
  const roots = documents.flatMap((document) => new Reader(document).read() ?? []);
  return { roots, errors };
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<string>();
  #count = 0;

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  read(): YamlNode | null {
    const { contents } = this.#document;
    return contents === null ? null : this.#node(contents, '');
  }

  #node(node: Node | null, path: string): YamlNode {
    this.#count += 1;
    const start = node?.range?.[0] ?? 0;
    if (node === null || this.#count > MAX_NODES) return nullAt(start, path);
    if (isAlias(node)) return this.#alias(node, path);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return this.#value(node, { start, end: node.range?.[1] ?? start, path });
  }

  #value(node: Node, place: Spanned): YamlNode {
    const { path } = place;
    if (isMap(node)) return { kind: 'map', ...place, entries: this.#entries(node, path) };
    if (isSeq(node)) {
      const items = node.items.map((item, at) => this.#node(asNode(item), `${path}[${at}]`));
      return { kind: 'list', ...place, items };
    }
    return isScalar(node) ? scalarOf(node, place) : nullAt(place.start, path);
  }

  /** The values stand where the anchor is; the alias's own place is of no use to a reader. */
  #alias(alias: Alias, path: string): YamlNode {
    const target = this.#anchors.get(alias.source);
    const at = alias.range?.[0] ?? 0;
    if (target === undefined || this.#open.has(alias.source)) return nullAt(at, path);
    this.#open.add(alias.source);
    const node = this.#node(target, path);
    this.#open.delete(alias.source);
    return node;
  }

  #entries(map: YAMLMap, path: string): readonly YamlEntry[] {
    return map.items.flatMap((pair: Pair) => {
      const key = asNode(pair.key);
      if (!isScalar(key)) return [];
      const name = typeof key.value === 'string' ? key.value : '';
      const [keyStart, keyEnd] = [key.range?.[0] ?? 0, key.range?.[1] ?? 0];
      const inner = path === '' ? name : `${path}.${name}`;
      const written = asNode(pair.value);
      const value = written === null ? nullAt(keyEnd, inner) : this.#node(written, inner);
      return [{ key: name, keyStart, keyEnd, value }];
    });
  }
}

const STYLES: Readonly<Record<string, YamlScalar['style']>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
};
const CORE_TAG = 'tag:yaml.org,2002:';

function scalarOf(node: Scalar, place: Spanned): YamlScalar {
  const text = typeof node.value === 'string' ? node.value : '';
  const style = STYLES[node.type ?? ''] ?? 'plain';
  const tag = node.tag ?? null;
  const core = tag?.startsWith(CORE_TAG) === true ? tag.slice(CORE_TAG.length) : null;
  const value =
    core !== null
      ? (resolveTaggedScalar(core, text) ?? null)
      : style === 'plain' && tag === null
        ? resolvePlainScalar(text)
        : text;
  return { kind: 'scalar', ...place, value, text, style, tag };
}

function nullAt(at: number, path: string): YamlScalar {
  const place = { start: at, end: at, path };
  return { kind: 'scalar', ...place, value: null, text: '', style: 'plain', tag: null };
}

/** The types of `yaml` allow anything in a pair; a parsed document only holds nodes. */
function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

/** The value under a key of a map; of equal keys the last, as PyYAML has it. Null: there is none. */
export function yamlChild(node: YamlNode | null, key: string): YamlNode | null {
  return yamlEntry(node, key)?.value ?? null;
}

/** The entry of a key of a map, or null. */
export function yamlEntry(node: YamlNode | null, key: string): YamlEntry | null {
  return node?.kind === 'map'
    ? (node.entries.findLast((entry) => entry.key === key) ?? null)
    : null;
}

/** The value below several keys: `yamlAt(root, 'general_settings', 'master_key')`. */
export function yamlAt(node: YamlNode | null, ...keys: readonly string[]): YamlNode | null {
  return keys.reduce<YamlNode | null>(yamlChild, node);
}

/** The items of a list; none of anything else. */
export function yamlItems(node: YamlNode | null): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The entries of a map; none of anything else. */
export function yamlEntries(node: YamlNode | null): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The text of a scalar that is not null; null of anything else. */
export function yamlText(node: YamlNode | null): string | null {
  return node?.kind === 'scalar' && node.value !== null ? node.text : null;
}

/** The boolean a scalar means; null when it is none. Quoted `"true"` counts, as LiteLLM has it. */
export function yamlBoolean(node: YamlNode | null): boolean | null {
  if (node?.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return node.value;
  const word = node.text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

/** A scalar and the key it stands under: of a list, the key of the list. */
export interface KeyedScalar {
  readonly key: string;
  readonly scalar: YamlScalar;
}

/** Every scalar of a tree, from the top to the bottom. */
export function* yamlScalars(node: YamlNode, key = ''): Generator<KeyedScalar> {
  if (node.kind === 'scalar') yield { key, scalar: node };
  else if (node.kind === 'list') for (const item of node.items) yield* yamlScalars(item, key);
  else for (const entry of node.entries) yield* yamlScalars(entry.value, entry.key);
}
