import { yamlScalars, type YamlScalar } from '../../config/yaml-document.ts';
import type { FileKind } from '../file-kind.ts';
import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';

/** A scalar of a YAML file, found by its place. */
export interface PlacedScalar {
  readonly scalar: YamlScalar;
  /** The key it stands under; of a list, the key of the list. */
  readonly key: string;
  /** Without quotes. */
  readonly inner: Span;
}

/** The kinds of files that are YAML. */
export const YAML_KINDS: ReadonlySet<FileKind> = new Set([
  'gateway',
  'compose',
  'kubernetes',
  'workflow',
  'yaml',
]);
/** Larger files are not parsed only to tell a path. */
const LARGEST = 1 << 20;
const known = new WeakMap<ProjectFile, readonly PlacedScalar[]>();

/** The scalar whose text covers a span; null: none does, or the file is not YAML or very large. */
export function scalarAt(file: ProjectFile, { start, end }: Span): PlacedScalar | null {
  const places = placedScalars(file);
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.scalar.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const place = places[low - 1];
  return place !== undefined && place.scalar.end >= end ? place : null;
}

/** Every scalar by place; what an alias repeats stands where its anchor is, once. */
export function placedScalars(file: ProjectFile): readonly PlacedScalar[] {
  if (!YAML_KINDS.has(file.kind) || file.text.length > LARGEST) return [];
  const places = known.get(file) ?? readPlaces(file);
  known.set(file, places);
  return places;
}

function readPlaces(file: ProjectFile): readonly PlacedScalar[] {
  const places = new Map<number, PlacedScalar>();
  for (const { key, scalar } of file.yaml.roots.flatMap((root) => [...yamlScalars(root)])) {
    const { start, end } = scalar;
    if (end > start && !places.has(start))
      places.set(start, { scalar, key, inner: inside(scalar) });
  }
  return [...places.values()].sort((one, two) => one.scalar.start - two.scalar.start);
}

function inside({ style, start, end }: YamlScalar): Span {
  const isQuoted = style === 'single' || style === 'double';
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
