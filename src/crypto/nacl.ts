import type { SaltKey } from './salt-key.ts';

export const NACL_NONCE_BYTES = 24;
/** Nonce and tag around nothing. */
export const NACL_LEAST_BYTES = NACL_NONCE_BYTES + 16;

/** Opens `nonce ‖ tag ‖ ciphertext` (XSalsa20-Poly1305); null when this key does not. */
export function openNacl(sealed: Buffer, key: SaltKey): Buffer | null {
  return key.sodium.openBox({
    text: sealed.subarray(NACL_NONCE_BYTES),
    nonce: sealed.subarray(0, NACL_NONCE_BYTES),
    key: key.hashed,
  });
}

/** Seals to `nonce ‖ tag ‖ ciphertext`. */
export function sealNacl(plain: Buffer, key: SaltKey, nonce: Buffer): Buffer {
  return Buffer.concat([nonce, key.sodium.sealBox({ text: plain, nonce, key: key.hashed })]);
}
