import { createHmac, getFips, timingSafeEqual } from 'node:crypto';
import type { Place } from './formats.ts';
import { GCM_LEAST_BYTES, GCM_NONCE_BYTES, openGcm, sealGcm } from './gcm.ts';
import type { SaltKey } from './salt-key.ts';

/** `a`: AES-256-GCM; `x`: XChaCha20-Poly1305. */
export type Llmgw1Cipher = 'a' | 'x';

/** What stands in clear before the bytes: `llmgw1:<kid>:<cipher>:`. */
export interface Llmgw1Header {
  readonly kid: string;
  readonly cipher: Llmgw1Cipher;
}

interface Aead {
  readonly nonceBytes: number;
  readonly leastBytes: number;
  seal(plain: Buffer, key: SaltKey, nonce: Buffer, aad: Buffer): Buffer;
  open(sealed: Buffer, key: SaltKey, aad: Buffer): Buffer | null;
}

const COMMIT_BYTES = 16;
const XCHACHA_NONCE_BYTES = 24;
const HEADER = /^llmgw1:([0-9a-f]{8}):([ax]):/;

const AEADS: Readonly<Record<Llmgw1Cipher, Aead>> = {
  a: {
    nonceBytes: GCM_NONCE_BYTES,
    leastBytes: GCM_LEAST_BYTES,
    seal: (plain, key, nonce, aad) => sealGcm(plain, sealingKey(key, 'a'), nonce, aad),
    open: (sealed, key, aad) => openGcm(sealed, sealingKey(key, 'a'), aad),
  },
  x: {
    nonceBytes: XCHACHA_NONCE_BYTES,
    leastBytes: XCHACHA_NONCE_BYTES + 16,
    seal: sealXChaCha,
    open: openXChaCha,
  },
};

/** The header and where the base64 behind it begins; null when it is not one that we know. */
export function readLlmgw1Header(text: string): { header: Llmgw1Header; length: number } | null {
  const match = HEADER.exec(text);
  if (match === null) return null;
  const [{ length }, kid = '', letter] = match;
  return { header: { kid, cipher: letter === 'a' ? 'a' : 'x' }, length };
}

export function llmgw1Prefix({ kid, cipher }: Llmgw1Header): string {
  return `llmgw1:${kid}:${cipher}:`;
}

/** XChaCha20: its nonces are long enough to be random forever. Not where only FIPS ciphers may be. */
export function preferredCipher(): Llmgw1Cipher {
  return getFips() === 1 ? 'a' : 'x';
}

export function llmgw1NonceBytes(cipher: Llmgw1Cipher): number {
  return AEADS[cipher].nonceBytes;
}

/**
 * Opens `nonce ‖ ciphertext ‖ tag ‖ commitment`; null when this key does not, or when the value was
 * sealed for another place.
 */
export function openLlmgw1(
  sealed: Buffer,
  header: Llmgw1Header,
  key: SaltKey,
  place: Place,
): Buffer | null {
  const aead = AEADS[header.cipher];
  const commitAt = sealed.length - COMMIT_BYTES;
  if (header.kid !== key.kid || commitAt < aead.leastBytes) return null;
  const nonce = sealed.subarray(0, aead.nonceBytes);
  const expected = commitment(key, header, nonce);
  if (!timingSafeEqual(expected, sealed.subarray(commitAt))) return null;
  return aead.open(sealed.subarray(0, commitAt), key, placeBytes(header, place));
}

/** Seals to `nonce ‖ ciphertext ‖ tag ‖ commitment`. `nonce` has the length the cipher wants. */
export function sealLlmgw1(
  plain: Buffer,
  key: SaltKey,
  { place, cipher }: { place: Place; cipher: Llmgw1Cipher },
  nonce: Buffer,
): Buffer {
  const header = { kid: key.kid, cipher };
  const sealed = AEADS[cipher].seal(plain, key, nonce, placeBytes(header, place));
  return Buffer.concat([sealed, commitment(key, header, nonce)]);
}

function sealXChaCha(plain: Buffer, key: SaltKey, nonce: Buffer, aad: Buffer): Buffer {
  const input = { text: plain, nonce, key: sealingKey(key, 'x') };
  return Buffer.concat([nonce, key.sodium.sealXChaCha(input, aad)]);
}

function openXChaCha(sealed: Buffer, key: SaltKey, aad: Buffer): Buffer | null {
  const nonce = sealed.subarray(0, XCHACHA_NONCE_BYTES);
  const text = sealed.subarray(XCHACHA_NONCE_BYTES);
  return key.sodium.openXChaCha({ text, nonce, key: sealingKey(key, 'x') }, aad);
}

function sealingKey(key: SaltKey, cipher: Llmgw1Cipher): Buffer {
  return key.derived(`llmgw1/enc/${cipher}`);
}

/** Neither cipher commits to its key: without this, one ciphertext could open under two. */
function commitment(key: SaltKey, { kid, cipher }: Llmgw1Header, nonce: Buffer): Buffer {
  const mac = createHmac('sha256', key.derived(`llmgw1/commit/${cipher}`));
  return mac.update(kid).update(nonce).digest().subarray(0, COMMIT_BYTES);
}

/** Each field behind its length: no two places share their bytes. */
function placeBytes({ kid, cipher }: Llmgw1Header, place: Place): Buffer {
  const { table, column, pk, pointer } = place;
  return Buffer.concat(['llmgw1', kid, cipher, table, column, pk, pointer].flatMap(withLength));
}

function withLength(field: string): [Buffer, Buffer] {
  const bytes = Buffer.from(field, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
