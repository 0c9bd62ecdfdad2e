import { typeOfPath } from '../schema/type-of-path.ts';
import { yamlScalars, type YamlNode, type YamlScalar } from '../yaml-document.ts';
import { isSecret, maskValue, type MaskMode } from './mask-value.ts';
import { findReferences } from './references.ts';
import type { KnownVariable, ValueSource } from './value-source.ts';
import { writeScalar } from './write-scalar.ts';

/** What becomes of a reference to a variable that is not set. */
export type UnresolvedPolicy = 'error' | 'warn' | 'keep' | 'empty';

/** A file and how it is to be rendered. */
export interface RenderInput {
  readonly text: string;
  readonly root: YamlNode;
  /** For provenance. */
  readonly file: string;
  readonly variables: ReadonlyMap<string, KnownVariable>;
  /** Values by dotted path that stand above everything. */
  readonly set: ReadonlyMap<string, string>;
  readonly unresolved: UnresolvedPolicy;
  readonly mask: MaskMode;
  readonly looksSecret: (value: string) => boolean;
}

/** One value of the result that does not stand in the file as it is, or that is hidden. */
export interface RenderedValue {
  readonly path: string;
  readonly variable: string | null;
  readonly source: ValueSource;
  readonly overrode: readonly ValueSource[];
  readonly isMasked: boolean;
}

/** The rendered file. */
export interface Rendered {
  readonly text: string;
  /** In the order of the file. */
  readonly values: readonly RenderedValue[];
  /** Variables that are not set, with where they are wanted. */
  readonly missing: readonly {
    readonly name: string;
    readonly path: string;
    readonly offset: number;
  }[];
  /** Paths of `set` that the file does not have. */
  readonly unknownPaths: readonly string[];
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Puts values into a file and touches nothing else: comments, spaces, quotes, order and line ends of
 * everything that is not replaced are the same bytes.
 */
export function renderText(input: RenderInput): Rendered {
  const splices: Splice[] = [];
  const values: RenderedValue[] = [];
  const missing: Rendered['missing'][number][] = [];
  const references = new Map(findReferences(input.root).map((found) => [found.scalar, found]));
  const seen = new Set<string>();
  for (const { scalar } of yamlScalars(input.root)) {
    seen.add(scalar.path);
    const chosen = choose(scalar, references.get(scalar) ?? null, input);
    if (chosen === null) continue;
    if (chosen.source.kind === 'unset') {
      missing.push({ name: chosen.source.name, path: scalar.path, offset: scalar.start });
    }
    const replaced = replacement(scalar, chosen, input);
    if (replaced === null) continue;
    if (replaced.text !== null)
      splices.push({ start: scalar.start, end: scalar.end, text: replaced.text });
    values.push(replaced.value);
  }
  const unknownPaths = [...input.set.keys()].filter((path) => !seen.has(path));
  return { text: splice(input.text, splices), values, missing, unknownPaths };
}

interface Chosen {
  readonly value: string;
  readonly variable: string | null;
  readonly source: ValueSource;
  readonly overrode: readonly ValueSource[];
}

/** What the scalar's value is; null for one that is no text. */
function choose(
  scalar: YamlScalar,
  reference: { readonly name: string; readonly prefix: string } | null,
  { variables, set, file, text }: RenderInput,
): Chosen | null {
  const given = set.get(scalar.path);
  const none = { variable: null, overrode: [] };
  if (given !== undefined) return { value: given, source: { kind: 'set' }, ...none };
  if (reference === null) {
    if (typeof scalar.value !== 'string') return null;
    const line = text.slice(0, scalar.start).split('\n').length;
    return { value: scalar.text, source: { kind: 'literal', file, line }, ...none };
  }
  const { name, prefix } = reference;
  const known = variables.get(name);
  if (known === undefined) {
    return { value: '', variable: name, source: { kind: 'unset', name }, overrode: [] };
  }
  const { value, source, overrode } = known;
  return { value: `${prefix}${value}`, variable: name, source, overrode };
}

interface Replacement {
  /** null: the text stays as it is. */
  readonly text: string | null;
  readonly value: RenderedValue;
}

function replacement(scalar: YamlScalar, chosen: Chosen, input: RenderInput): Replacement | null {
  const { value, variable, source, overrode } = chosen;
  const { path, style } = scalar;
  const shown = { path, variable, source, overrode };
  if (source.kind === 'unset') {
    const text = input.unresolved === 'empty' ? '""' : null;
    return { text, value: { ...shown, isMasked: false } };
  }
  const mask = { value, path, variable };
  const isMasked = input.mask !== 'none' && isSecret(mask, input.looksSecret);
  if (isMasked) {
    const text = writeScalar(maskValue(mask, input.mask), { style, type: null });
    return { text, value: { ...shown, isMasked } };
  }
  if (source.kind === 'literal') return null;
  const text = writeScalar(value, { style, type: typeOfPath(path) });
  return { text, value: { ...shown, isMasked } };
}

function splice(text: string, splices: readonly Splice[]): string {
  let [result, at] = ['', 0];
  for (const { start, end, text: replaced } of [...splices].sort((a, b) => a.start - b.start)) {
    // An anchor is read in several places and stands in one.
    if (start < at) continue;
    result += text.slice(at, start) + replaced;
    at = end;
  }
  return result + text.slice(at);
}
