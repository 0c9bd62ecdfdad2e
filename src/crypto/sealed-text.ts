import { decodeBase64 } from './base64.ts';
import { MARKER, PREFIXES, prefixedFormat, withoutMarker } from './formats.ts';
import type { Place, SealFormat, Shape } from './formats.ts';
import { GCM_LEAST_BYTES, openGcm } from './gcm.ts';
import { openLlmgw1, readLlmgw1Header, type Llmgw1Header } from './llmgw1.ts';
import { NACL_LEAST_BYTES, openNacl } from './nacl.ts';
import type { SaltKey } from './salt-key.ts';

/** A text that could be ciphertext, taken apart once and then tried with one key after the other. */
export interface SealedText {
  readonly shape: Shape;
  readonly bytes: Buffer;
  /** LiteLLM would not decode it. */
  readonly lenient: boolean;
  /** Of `llmgw1` only. */
  readonly header: Llmgw1Header | null;
}

/** HKDF info of LiteLLM's `v3`. */
export const V3_INFO = 'litellm-at-rest-v3';

const LEAST_BYTES: Readonly<Record<SealFormat, number>> = {
  nacl: NACL_LEAST_BYTES,
  v2: GCM_LEAST_BYTES,
  v3: GCM_LEAST_BYTES,
  llmgw1: GCM_LEAST_BYTES,
};

/** What stands before the base64. */
interface Head {
  readonly format: SealFormat;
  readonly length: number;
  readonly header: Llmgw1Header | null;
}

/** Takes a text apart; null when it is too short or is not base64: no key can open it. */
export function parseSealed(text: string): SealedText | null {
  const trimmed = text.trim();
  const body = withoutMarker(trimmed);
  const head = readHead(body);
  if (head === null) return null;
  const { format, length, header } = head;
  const least = LEAST_BYTES[format];
  if ((body.length - length) * 3 < least * 4) return null;
  const decoded = decodeBase64(body.slice(length));
  if (decoded === null || decoded.bytes.length < least) return null;
  const marker = trimmed.startsWith(MARKER);
  const lenient = decoded.lenient || trimmed.length < text.length;
  return {
    shape: { format, marker, alphabet: decoded.alphabet },
    bytes: decoded.bytes,
    lenient,
    header,
  };
}

function readHead(body: string): Head | null {
  const format = prefixedFormat(body) ?? 'nacl';
  if (format !== 'llmgw1') return { format, length: PREFIXES[format].length, header: null };
  const read = readLlmgw1Header(body);
  return read && { format, ...read };
}

/** Opens it with one key; null when this key does not. Only the cipher's tag decides. */
export function openSealed(sealed: SealedText, key: SaltKey, place: Place): Buffer | null {
  const { bytes, header } = sealed;
  if (header !== null) return openLlmgw1(bytes, header, key, place);
  if (sealed.shape.format === 'nacl') return openNacl(bytes, key);
  return openGcm(bytes, sealed.shape.format === 'v2' ? key.hashed : key.derived(V3_INFO));
}
