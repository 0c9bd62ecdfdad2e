import type { Position } from '../diagnostics/finding.ts';
import type { FindingLog } from './finding-log.ts';
import {
  childMap,
  type ConfigNode,
  isNull,
  joinPath,
  type MapEntry,
  type MapNode,
  type ScalarNode,
} from './node.ts';
import { printableVariable } from './printable.ts';

const PREFIX = 'os.environ/';
const LITERAL_REFERENCE = /\$\{[A-Za-z_]\w*\}|os\.environ\//;
const PASS_THROUGH_HEADER = /^general_settings\.pass_through_endpoints\[\d+\]\.headers\./;
const DEPLOYMENT = /^model_list\[(\d+)\]/;

/** The environment a reference is looked up in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A tree in which no reference is left. */
export interface ResolvedConfig {
  readonly root: MapNode;
  /** `environment_variables` as text. */
  readonly variables: Readonly<Record<string, string>>;
  /** The process environment under `environment_variables`. */
  readonly env: Environment;
  readonly unset: readonly UnsetVariable[];
}

/** A variable that is referenced and not set. */
export interface UnsetVariable {
  readonly name: string;
  readonly places: readonly { readonly path: string; readonly position: Position }[];
}

/** Where findings go, and what becomes of a reference to an unset variable. */
export interface ResolveOptions {
  readonly log: FindingLog;
  /** It is null like any other; else it is marked, so that nobody takes it for not written. */
  readonly allowUnset: boolean;
}

/** Replaces every `os.environ/NAME`; `environment_variables` come first and are seen by the rest. */
export function resolveEnv(
  root: MapNode,
  env: Environment,
  options: ResolveOptions,
): ResolvedConfig {
  const walk = new ReferenceWalk(env, options);
  const section = childMap(root, 'environment_variables');
  const variables = section === null ? {} : walk.exportVariables(section);
  const resolved = walk.resolveMap(root, '');
  return { root: resolved, variables, env: walk.env, unset: walk.unset() };
}

class ReferenceWalk {
  readonly #log: FindingLog;
  readonly #unsetMark: { readonly unset?: true };
  readonly #unset = new Map<string, { path: string; position: Position }[]>();
  env: Environment;

  constructor(env: Environment, { log, allowUnset }: ResolveOptions) {
    this.env = env;
    this.#log = log;
    this.#unsetMark = allowUnset ? {} : { unset: true };
  }

  unset(): readonly UnsetVariable[] {
    return [...this.#unset].map(([name, places]) => ({ name, places }));
  }

  /** One after the other, so that a variable may refer to one above it. */
  exportVariables(section: MapNode): Record<string, string> {
    const exported: Record<string, string> = {};
    for (const [name, { value }] of section.entries) {
      // The later walk over the whole file reports; this pass only looks up.
      const resolved = value.kind === 'scalar' ? this.#lookUp(value) : null;
      if (resolved === null) continue;
      exported[name] = resolved;
      this.env = { ...this.env, [name]: resolved };
    }
    return exported;
  }

  resolveMap(map: MapNode, path: string): MapNode {
    const entries = new Map<string, MapEntry>();
    for (const [key, { keyPosition, value }] of map.entries) {
      entries.set(key, { keyPosition, value: this.#resolve(value, joinPath(path, key)) });
    }
    return { ...map, entries };
  }

  #resolve(node: ConfigNode, path: string): ConfigNode {
    if (node.kind === 'map') return this.resolveMap(node, path);
    if (node.kind === 'scalar') return this.#resolveScalar(node, path);
    return { ...node, items: node.items.map((item, i) => this.#resolve(item, `${path}[${i}]`)) };
  }

  #resolveScalar(node: ScalarNode, path: string): ScalarNode {
    if (typeof node.value !== 'string') return node;
    const start = PASS_THROUGH_HEADER.test(path)
      ? node.value.indexOf(PREFIX)
      : node.value.startsWith(PREFIX)
        ? 0
        : -1;
    if (start < 0) return this.#keepLiteral(node, path);
    return this.#replace(node, start, path);
  }

  #replace(node: ScalarNode, start: number, path: string): ScalarNode {
    const text = String(node.value);
    const name = text.slice(start + PREFIX.length);
    const found = readVariable(this.env, name);
    if (found === undefined) {
      this.#noteUnset(name, path, node.position);
      return { ...node, value: null, variable: name, ...this.#unsetMark };
    }
    if (found.trim() === '') {
      this.#reportEmpty(name, path, node.position);
      return { ...node, value: null, variable: name };
    }
    const value = start === 0 ? toBooleanOrText(found) : text.slice(0, start) + found;
    return { ...node, value, source: String(value), variable: name };
  }

  #keepLiteral(node: ScalarNode, path: string): ScalarNode {
    const [written] = LITERAL_REFERENCE.exec(String(node.value)) ?? [];
    if (written === undefined) return node;
    this.#log.add('unexpanded-reference', {
      message: `\`${written}\` is taken literally: a reference is a whole value \`os.environ/NAME\``,
      help: 'put the whole value into a variable and refer to that',
      position: node.position,
      path,
    });
    return node;
  }

  #lookUp(node: ScalarNode): string | null {
    if (isNull(node)) return null;
    const text = String(node.value);
    if (!text.startsWith(PREFIX)) return typeof node.value === 'string' ? text : node.source;
    return readVariable(this.env, text.slice(PREFIX.length)) ?? null;
  }

  #noteUnset(name: string, path: string, position: Position): void {
    const places = this.#unset.get(name) ?? [];
    places.push({ path, position });
    this.#unset.set(name, places);
  }

  #reportEmpty(name: string, path: string, position: Position): void {
    const shown = printableVariable(name);
    this.#log.add('empty-variable', {
      message: `the environment variable \`${shown}\` is set to nothing`,
      help: `set \`${shown}\`, or remove this line`,
      position,
      path,
    });
  }
}

/** Own variables only: `os.environ/constructor` names nothing. */
function readVariable(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

function toBooleanOrText(text: string): string | boolean {
  const folded = text.toLowerCase();
  return folded === 'true' ? true : folded === 'false' ? false : text;
}

/** The index in `model_list` a path belongs to, or null. */
export function deploymentIndexOf(path: string): number | null {
  const [, index] = DEPLOYMENT.exec(path) ?? [];
  return index === undefined ? null : Number(index);
}
