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

/** Takes a text apart; null when it is too short or is not base64: no key can open it. */
export function parseSealed(text: string): SealedText | null {
  const body = withoutMarker(text);
  const format: SealFormat = prefixedFormat(body) ?? 'nacl';
  const llmgw1 = format === 'llmgw1' ? readLlmgw1Header(body) : null;
  if (format === 'llmgw1' && llmgw1 === null) return null;
  const from = llmgw1?.length ?? PREFIXES[format].length;
  if ((body.length - from) * 3 < LEAST_BYTES[format] * 4) return null;
  const decoded = decodeBase64(body.slice(from));
  if (decoded === null || decoded.bytes.length < LEAST_BYTES[format]) return null;
  const { bytes, alphabet, lenient } = decoded;
  const shape: Shape = { format, marker: text.startsWith(MARKER), alphabet };
  return { shape, bytes, lenient, header: llmgw1?.header ?? null };
}

/** Opens it with one key; null when this key does not. Only the cipher's tag decides. */
export function openSealed(sealed: SealedText, key: SaltKey, place: Place): Buffer | null {
  const { bytes, header } = sealed;
  if (header !== null) return openLlmgw1(bytes, header, key, place);
  if (sealed.shape.format === 'nacl') return openNacl(bytes, key);
  return openGcm(bytes, sealed.shape.format === 'v2' ? key.hashed : key.derived(V3_INFO));
}
