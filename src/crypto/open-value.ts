import { encodeBase64 } from './base64.ts';
import { MARKER, PREFIXES, type Place, type SealFormat, type Shape } from './formats.ts';
import { GCM_NONCE_BYTES, sealGcm } from './gcm.ts';
import { llmgw1NonceBytes, llmgw1Prefix, preferredCipher, sealLlmgw1 } from './llmgw1.ts';
import { NACL_NONCE_BYTES, sealNacl } from './nacl.ts';
import { freshNonce, type NonceSource } from './nonces.ts';
import type { SaltKey } from './salt-key.ts';
import { openSealed, parseSealed, V3_INFO } from './sealed-text.ts';

/** A value that a key opened. */
export interface OpenedValue {
  /** The caller's own: it may be zeroed. */
  readonly plain: Buffer;
  readonly shape: Shape;
  /** Padding is missing or stray characters stand in it: LiteLLM may be unable to read it. */
  readonly lenient: boolean;
}

interface Sealer {
  readonly prefix: (key: SaltKey) => string;
  readonly nonceBytes: () => number;
  readonly seal: (plain: Buffer, key: SaltKey, nonce: Buffer, place: Place) => Buffer;
}

const SEALERS: Readonly<Record<SealFormat, Sealer>> = {
  nacl: { prefix: () => PREFIXES.nacl, nonceBytes: () => NACL_NONCE_BYTES, seal: sealNacl },
  v2: {
    prefix: () => PREFIXES.v2,
    nonceBytes: () => GCM_NONCE_BYTES,
    seal: (plain, key, nonce) => sealGcm(plain, key.hashed, nonce),
  },
  v3: {
    prefix: () => PREFIXES.v3,
    nonceBytes: () => GCM_NONCE_BYTES,
    seal: (plain, key, nonce) => sealGcm(plain, key.derived(V3_INFO), nonce),
  },
  llmgw1: {
    prefix: ({ kid }) => llmgw1Prefix({ kid, cipher: preferredCipher() }),
    nonceBytes: () => llmgw1NonceBytes(preferredCipher()),
    seal: (plain, key, nonce, place) =>
      sealLlmgw1(plain, key, { place, cipher: preferredCipher() }, nonce),
  },
};

/**
 * Opens a stored text with one key. Null: this key does not open it, whatever the reason; garbage
 * never throws.
 */
export function openValue(text: string, key: SaltKey, place: Place): OpenedValue | null {
  const sealed = parseSealed(text);
  if (sealed === null) return null;
  const plain = openSealed(sealed, key, place);
  return plain === null ? null : { plain, shape: sealed.shape, lenient: sealed.lenient };
}

/** Seals a value as `shape` says, to stand at `place`. */
export type SealValue = (plain: Buffer, key: SaltKey, shape: Shape, place: Place) => string;

/** Seals with a fresh nonce. Base64 is always padded: LiteLLM needs it. */
export const sealValue: SealValue = createSealer(freshNonce);

/** A `sealValue` whose nonces come from elsewhere, to reproduce known ciphertext. */
export function createSealer(nonces: NonceSource): SealValue {
  return (plain, key, shape, place) => {
    const { prefix, nonceBytes, seal } = SEALERS[shape.format];
    const sealed = seal(plain, key, nonces(nonceBytes()), place);
    const marker = shape.marker ? MARKER : '';
    return marker + prefix(key) + encodeBase64(sealed, shape.alphabet);
  };
}
