import { isLlmgwError } from '../core/errors.ts';
import { MARKER } from '../crypto/formats.ts';
import {
  jsonStrings,
  spliceStrings,
  type JsonStringToken,
  type StringEdit,
} from '../crypto/splice.ts';
import type { CatalogueEntry } from './types.ts';

/** What a column holds. */
export type LeafShape = Pick<CatalogueEntry, 'kind' | 'leaves'>;

/** Sees one string, and gives another one for it, or null to keep it. `pointer` is RFC 6901. */
export type LeafVisit = (value: string, pointer: string) => string | null;

const MAY_BE_JSON = /^\s*["[{]/;

/**
 * Shows `visit` every string of a column that may be ciphertext. Gives the column's text with what it
 * was told to replace, all else as it was byte by byte; null: nothing was replaced. A pointer goes on
 * into JSON within a string: `/config/api_key`. Throws `E_SOFTWARE` for what is not JSON.
 */
export function mapLeaves(
  text: string,
  { kind, leaves }: LeafShape,
  visit: LeafVisit,
): string | null {
  if (kind === 'text') return visit(text, '');
  return mapTokens(text, jsonStrings(text), { base: '', leaves, visit });
}

interface Walk {
  /** Pointer to the document. */
  readonly base: string;
  readonly leaves: LeafShape['leaves'];
  readonly visit: LeafVisit;
}

function mapTokens(text: string, tokens: readonly JsonStringToken[], walk: Walk): string | null {
  const edits: StringEdit[] = [];
  for (const { start, end, value, pointer } of tokens) {
    const changed = mapString(value, { ...walk, base: walk.base + pointer });
    if (changed !== null) edits.push({ start, end, value: changed });
  }
  return edits.length === 0 ? null : spliceStrings(text, edits);
}

function mapString(value: string, walk: Walk): string | null {
  const { base, leaves, visit } = walk;
  // LiteLLM reads any document also where it was written as a string with JSON in it.
  const inner = base === '' || leaves === 'nested' ? innerStrings(value) : null;
  if (inner !== null) return mapTokens(value, inner, walk);
  return leaves === 'marked' && !value.includes(MARKER) ? null : visit(value, base);
}

/** The strings of JSON within a string; null: it is none. */
function innerStrings(value: string): JsonStringToken[] | null {
  if (!MAY_BE_JSON.test(value)) return null;
  try {
    return jsonStrings(value);
  } catch (thrown) {
    if (isLlmgwError(thrown)) return null;
    throw thrown;
  }
}
