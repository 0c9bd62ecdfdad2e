import { dirname, resolve } from 'node:path';
import type { Position } from '../diagnostics/finding.ts';
import type { FindingLog } from './finding-log.ts';
import { type ConfigNode, isNull, type MapEntry, type MapNode } from './node.ts';
import { parseYaml } from './parse.ts';
import { type ReadFile, readSource } from './read-source.ts';

/** The main file with everything it includes, as one tree. */
export interface MergedConfig {
  /** null: the main file gave nothing to go on. */
  readonly root: MapNode | null;
  /** Every file asked for, the main one first, also those that are missing. */
  readonly files: readonly string[];
}

/** An include that waits to be read. */
interface Pending {
  readonly path: string;
  readonly askedAt: Position;
  /** The files that led here. */
  readonly chain: readonly string[];
}

/** Reads the main file and its includes; what goes wrong is in the log. */
export function readWithIncludes(main: string, readFile: ReadFile, log: FindingLog): MergedConfig {
  return new IncludeWalk(main, readFile, log).run();
}

/**
 * LiteLLM's rules: lists are appended, everything else replaces the whole section; files are taken
 * in the order in which they are named, nested ones last, and all relative to the main file.
 */
class IncludeWalk {
  readonly #main: string;
  readonly #readFile: ReadFile;
  readonly #log: FindingLog;
  readonly #files: string[];
  readonly #sections = new Map<string, MapEntry>();

  constructor(main: string, readFile: ReadFile, log: FindingLog) {
    this.#main = main;
    this.#readFile = readFile;
    this.#log = log;
    this.#files = [main];
  }

  run(): MergedConfig {
    const root = this.#readMap(this.#main);
    if (root === null) return { root: null, files: this.#files };
    for (const [key, entry] of root.entries) this.#sections.set(key, entry);
    const pending = this.#includesOf(root, [this.#main]);
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      pending.push(...this.#include(next));
    }
    return { root: { ...root, entries: this.#sections }, files: this.#files };
  }

  #include({ path, askedAt, chain }: Pending): readonly Pending[] {
    if (chain.includes(path)) {
      const loop = [...chain.slice(chain.indexOf(path)), path].join(' → ');
      this.#log.add('include-cycle', {
        message: `the file includes itself: ${loop}`,
        help: 'remove this line',
        position: askedAt,
      });
      return [];
    }
    if (this.#files.includes(path)) {
      this.#log.add('include-repeated', {
        message: `\`${path}\` is already included`,
        help: 'remove this line',
        position: askedAt,
      });
      return [];
    }
    this.#files.push(path);
    const root = this.#readMap(path, askedAt);
    if (root === null) return [];
    for (const [key, entry] of root.entries) this.#mergeSection(key, entry);
    return this.#includesOf(root, [...chain, path]);
  }

  #mergeSection(key: string, entry: MapEntry): void {
    if (key === 'include') return;
    const earlier = this.#sections.get(key);
    if (earlier?.value.kind === 'list' && entry.value.kind === 'list') {
      const items = [...earlier.value.items, ...entry.value.items];
      this.#sections.set(key, { ...earlier, value: { ...earlier.value, items } });
      return;
    }
    if (earlier !== undefined && !isNull(earlier.value)) this.#reportReplaced(key, earlier, entry);
    this.#sections.set(key, entry);
  }

  #reportReplaced(key: string, earlier: MapEntry, entry: MapEntry): void {
    const { file, line } = earlier.keyPosition;
    this.#log.add('include-replaces-section', {
      message: `\`${key}\` replaces the whole section of ${file}:${line}; nothing of that is left`,
      help: 'write the section in one file only',
      position: entry.keyPosition,
      path: key,
    });
  }

  #includesOf(root: MapNode, chain: readonly string[]): Pending[] {
    const value = root.entries.get('include')?.value;
    if (value === undefined || isNull(value)) return [];
    if (value.kind !== 'list') {
      this.#reportNoPath(value, '`include` must be a list of paths');
      return [];
    }
    return value.items.flatMap((item) => this.#toPending(item, chain));
  }

  #toPending(item: ConfigNode, chain: readonly string[]): Pending[] {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value.trim() !== '') {
      const path = resolve(dirname(this.#main), item.value);
      return [{ path: this.#sameAsMain(path) ? this.#main : path, askedAt: item.position, chain }];
    }
    this.#reportNoPath(item, 'an item of `include` must be a path');
    return [];
  }

  #sameAsMain(path: string): boolean {
    return resolve(this.#main) === path;
  }

  #reportNoPath({ position }: ConfigNode, message: string): void {
    this.#log.add('wrong-type', { message, help: 'include: [models.yaml]', position });
  }

  #readMap(path: string, askedAt?: Position): MapNode | null {
    const place = askedAt === undefined ? {} : { askedAt };
    const source = readSource({ path, readFile: this.#readFile, log: this.#log, ...place });
    if (source === null) return null;
    const before = this.#log.count;
    const node = parseYaml(source, this.#log);
    if (node?.kind === 'map') return node;
    if (this.#log.count === before) this.#reportEmpty(path, node);
    return null;
  }

  #reportEmpty(path: string, node: ConfigNode | null): void {
    const empty = node === null || isNull(node);
    this.#log.add('file-empty', {
      message: empty ? `\`${path}\` is empty` : `\`${path}\` is no map of sections`,
      help: 'the smallest file is `model_list: []`',
      ...(node === null || empty ? {} : { position: node.position }),
    });
  }
}
