import type { Alphabet } from './formats.ts';

/** Decoded base64 and how it was written. */
export interface Decoded {
  readonly bytes: Buffer;
  readonly alphabet: Alphabet;
  /** Padding is missing or characters stand in it that do not belong there. */
  readonly lenient: boolean;
}

const CANONICAL = /^[A-Za-z0-9+/_-]*={0,2}$/;
const STRAY = /[^A-Za-z0-9+/_-]/g;
const ANY_CHARACTER = /[A-Za-z0-9+/_-]/;

/**
 * Line breaks of a wrapped value are 2 in 78 characters. Where more than 1 in 16 is stray, the text
 * is prose, and trying every key on what would remain of it is a waste.
 */
const STRAY_SHARE = 16;
const LONGEST_PADDING = 2;

/**
 * Decodes either alphabet, and also what Python (so LiteLLM) would not: it wants padding. Null: this
 * is not base64.
 */
export function decodeBase64(text: string): Decoded | null {
  if (text.length % 4 === 0 && CANONICAL.test(text)) return decoded(text, false);
  const kept = text.replace(STRAY, '');
  const stray = text.length - kept.length - LONGEST_PADDING;
  return stray * STRAY_SHARE > text.length ? null : decoded(kept, true);
}

/** Padded, as Python wants it: Node's own `base64url` leaves the padding out. */
export function encodeBase64(bytes: Buffer, alphabet: Alphabet): string {
  if (alphabet === 'standard') return bytes.toString('base64');
  const text = bytes.toString('base64url');
  return text + '='.repeat(-text.length & 3);
}

/** True when nothing of the text is base64: Python decodes it to zero bytes instead of failing. */
export function decodesToNothing(text: string): boolean {
  return !ANY_CHARACTER.test(text);
}

function decoded(text: string, lenient: boolean): Decoded {
  return { bytes: Buffer.from(text, 'base64'), alphabet: alphabetOf(text), lenient };
}

function alphabetOf(text: string): Alphabet {
  return /[+/]/.test(text) && !/[-_]/.test(text) ? 'standard' : 'url';
}
