import { MARKER, prefixedFormat } from './formats.ts';
import { SECRET_PATTERNS } from './secret-patterns.ts';

/** What a text looks like from outside. Only the keys tell what it is. */
export type TextShape = 'v2' | 'v3' | 'llmgw1' | 'nacl-like' | 'marked' | 'unknown-prefix' | 'none';

/** Base64 of 40 bytes, the shortest NaCl value. */
const NACL_LEAST_CHARACTERS = 56;
/** Bits a character: random base64 of that length has over 5, words and paths about 4. */
const LEAST_ENTROPY = 4.4;

/** One alphabet or the other: what mixes them is a path or a name. */
const BASE64 = /^(?:[A-Za-z0-9_-]+|[A-Za-z0-9+/]+)={0,2}$/;
const MIXED_CASE = /[a-z].*[A-Z]|[A-Z].*[a-z]/;
const HEX = /^[0-9a-fA-F]+$/;
/** Named as a format, by a version that we do not know. */
const UNKNOWN_PREFIX = /^(?:v\d{1,3}:[a-z0-9-]{2,20}:[A-Za-z0-9+/_-]{38,}={0,2}$|llmgw\d+:)/;

const SECRET = new RegExp(`^(?:${SECRET_PATTERNS.map(({ pattern }) => pattern).join('|')})`);

/** The shape of a text, by prefix and statistics; white space around it does not hide it. */
export function shapeOf(stored: string): TextShape {
  const text = stored.trim();
  if (text.startsWith(MARKER)) return 'marked';
  const prefixed = prefixedFormat(text);
  if (prefixed !== null) return prefixed;
  if (UNKNOWN_PREFIX.test(text)) return 'unknown-prefix';
  return isNaclLike(text) ? 'nacl-like' : 'none';
}

/** Whether a text is shaped like a key or password in clear. */
export function looksLikeSecret(text: string): boolean {
  return SECRET.test(text);
}

/** A raw base64 secret passes too: nothing but a key tells them apart. */
function isNaclLike(text: string): boolean {
  return (
    text.length >= NACL_LEAST_CHARACTERS &&
    text.length % 4 === 0 &&
    BASE64.test(text) &&
    MIXED_CASE.test(text) &&
    !HEX.test(text) &&
    !looksLikeSecret(text) &&
    entropyOf(text) >= LEAST_ENTROPY
  );
}

/** Shannon entropy in bits a character, of ASCII text. */
function entropyOf(text: string): number {
  const counts = new Uint32Array(128);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let sum = 0;
  for (const count of counts) if (count > 0) sum += count * Math.log2(count);
  return Math.log2(text.length) - sum / text.length;
}
