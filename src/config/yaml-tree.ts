import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Position } from '../diagnostics/finding.ts';
import type { FindingLog } from './finding-log.ts';
import type { ConfigNode, MapEntry } from './node.ts';
import { resolvePlainScalar, resolveTaggedScalar } from './yaml-scalar.ts';

const CORE_TAG = 'tag:yaml.org,2002:';
/** Values a file may hold once its aliases are written out. */
const MAX_NODES = 200_000;

/** Where the text came from and where to tell what is wrong with it. */
export interface TreeSource {
  readonly file: string;
  readonly lines: LineCounter;
  readonly log: FindingLog;
}

/** Turns the syntax tree of one document into values with positions, as PyYAML would read it. */
export function buildTree(document: Document.Parsed, source: TreeSource): ConfigNode {
  return new TreeBuilder(source).build(document.contents);
}

/** Shares what an alias names instead of copying it; `#sizes` counts the copies there would be. */
class TreeBuilder {
  readonly #source: TreeSource;
  readonly #anchors = new Map<string, ConfigNode>();
  readonly #open = new Set<string>();
  readonly #sizes = new WeakMap<ConfigNode, number>();
  #exploded = false;

  constructor(source: TreeSource) {
    this.#source = source;
  }

  build(node: Node | null): ConfigNode {
    if (isAlias(node)) return this.#resolveAlias(node);
    const anchor = node?.anchor;
    if (anchor !== undefined) this.#open.add(anchor);
    const built = this.#buildValue(node);
    if (anchor !== undefined) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, built);
    }
    return built;
  }

  #buildValue(node: Node | null): ConfigNode {
    if (isMap(node)) return this.#buildMap(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.build(asNode(item)));
      return this.#sized({ kind: 'list', items, position: this.#place(node) }, items);
    }
    if (isScalar(node)) return this.#buildScalar(node);
    return this.#null(this.#place(node));
  }

  #buildScalar(node: Scalar): ConfigNode {
    // The failsafe schema makes no scalar anything but text.
    const text = typeof node.value === 'string' ? node.value : '';
    const position = this.#place(node);
    const tag = node.tag?.startsWith(CORE_TAG) ? node.tag.slice(CORE_TAG.length) : node.tag;
    const plain = node.type === 'PLAIN' && tag === undefined;
    const value = plain ? resolvePlainScalar(text) : resolveTaggedScalar(tag ?? 'str', text);
    if (value === undefined)
      this.#invalid(position, `the tag !${tag ?? ''} is not understood here`);
    return { kind: 'scalar', value: value ?? null, source: text, position };
  }

  #buildMap(node: YAMLMap): ConfigNode {
    const merged = new Map<string, MapEntry>();
    const entries = new Map<string, MapEntry>();
    for (const pair of node.items) {
      if (isMergeKey(pair)) this.#merge(pair, merged);
      else this.#addPair(pair, entries);
    }
    // What a map writes itself wins over what it merges, wherever the `<<` stands.
    for (const [key, entry] of merged) if (!entries.has(key)) entries.set(key, entry);
    const values = [...entries.values()].map(({ value }) => value);
    return this.#sized({ kind: 'map', entries, position: this.#place(node) }, values);
  }

  #addPair(pair: Pair, entries: Map<string, MapEntry>): void {
    const keyNode = asNode(pair.key);
    const key = this.build(keyNode);
    if (key.kind !== 'scalar') {
      this.#invalid(key.position, 'a key must be a single value');
      return;
    }
    const name = key.source;
    const value = pair.value === null ? this.#null(key.position) : this.build(asNode(pair.value));
    const earlier = entries.get(name);
    if (earlier !== undefined) this.#reportDuplicate(name, earlier.keyPosition, key.position);
    entries.set(name, { keyPosition: key.position, value });
  }

  #merge(pair: Pair, into: Map<string, MapEntry>): void {
    const source = this.build(asNode(pair.value));
    const maps = source.kind === 'list' ? source.items : [source];
    for (const map of maps) {
      if (map.kind !== 'map') {
        this.#invalid(map.position, '`<<` needs a map, or a list of maps');
        continue;
      }
      for (const [key, entry] of map.entries) if (!into.has(key)) into.set(key, entry);
    }
  }

  #resolveAlias(alias: Alias): ConfigNode {
    const position = this.#place(alias);
    const target = this.#anchors.get(alias.source);
    if (target !== undefined) return target;
    if (this.#open.has(alias.source)) this.#bomb(position, `\`*${alias.source}\` contains itself`);
    else
      this.#invalid(position, `\`*${alias.source}\` has no anchor \`&${alias.source}\` before it`);
    return this.#null(position);
  }

  #sized(node: ConfigNode, children: readonly ConfigNode[]): ConfigNode {
    const size = children.reduce((sum, item) => sum + (this.#sizes.get(item) ?? 1), 1);
    if (size <= MAX_NODES) {
      this.#sizes.set(node, size);
      return node;
    }
    this.#bomb(node.position, `the aliases write out to more than ${MAX_NODES} values`);
    return this.#null(node.position);
  }

  #null(position: Position): ConfigNode {
    return { kind: 'scalar', value: null, source: '', position };
  }

  #place(node: Node | null): Position {
    return toPosition(this.#source, node?.range?.[0] ?? 0);
  }

  #invalid(position: Position, message: string): void {
    this.#source.log.add('invalid-yaml', { message, position });
  }

  #bomb(position: Position, message: string): void {
    if (this.#exploded) return;
    this.#exploded = true;
    this.#source.log.add('alias-bomb', { message, position });
  }

  #reportDuplicate(key: string, earlier: Position, position: Position): void {
    this.#source.log.add('duplicate-key', {
      message: `\`${key}\` is written twice; the one on line ${earlier.line} is lost`,
      help: 'remove one of the two',
      position,
    });
  }
}

/** Line and column of an offset. */
export function toPosition({ file, lines }: TreeSource, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<';
}

/** The types of `yaml` allow anything in a pair; a parsed document only holds nodes. */
function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}
