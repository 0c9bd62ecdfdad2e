import type { BoxFormat, SecretBox, SecretPlace } from './secret-box.ts';

/** A document with every text in it opened. */
export interface OpenedDocument {
  readonly value: unknown;
  /** Texts that no key opens; they are null in `value`. */
  readonly unreadable: readonly SecretPlace[];
  /** Formats that were met. */
  readonly formats: ReadonlySet<BoxFormat>;
}

/** As RFC 6901 has it. */
function escapePart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Deeper than LiteLLM itself goes. */
const DEEPEST = 100;

/**
 * Opens every text of a document, however deep: older versions of LiteLLM encrypt the top level
 * only, newer ones all of it.
 */
export function openLeaves(
  document: unknown,
  box: SecretBox,
  place: Omit<SecretPlace, 'path'>,
): OpenedDocument {
  const unreadable: SecretPlace[] = [];
  const formats = new Set<BoxFormat>();
  const open = (text: string, path: string): string | null => {
    const opened = box.open(text, { ...place, path });
    if (opened.kind === 'unreadable') {
      unreadable.push({ ...place, path });
      return null;
    }
    if (opened.format !== null) formats.add(opened.format);
    return opened.text;
  };
  const walk = (value: unknown, path: string, depth: number): unknown => {
    if (typeof value === 'string') return open(value, path);
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
    if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}/${i}`, depth + 1));
    const entries = Object.entries(value).map(([key, item]) => {
      return [key, walk(item, `${path}/${escapePart(key)}`, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  };
  return { value: walk(document, '', 0), unreadable, formats };
}
