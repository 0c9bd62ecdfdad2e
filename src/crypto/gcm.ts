import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const TAG_BYTES = 16;
const OPTIONS = { authTagLength: TAG_BYTES };

export const GCM_NONCE_BYTES = 12;
/** Nonce and tag around nothing. */
export const GCM_LEAST_BYTES = GCM_NONCE_BYTES + TAG_BYTES;

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Opens `nonce ‖ ciphertext ‖ tag` (AES-256-GCM); null when this key (32 bytes) does not. `aad` must
 * be what it was sealed with.
 */
export function openGcm(sealed: Buffer, secret: Buffer, aad = NOTHING): Buffer | null {
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(
    ALGORITHM,
    secret,
    sealed.subarray(0, GCM_NONCE_BYTES),
    OPTIONS,
  );
  decipher.setAAD(aad).setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(GCM_NONCE_BYTES, tagAt));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

/** Seals to `nonce ‖ ciphertext ‖ tag`. */
export function sealGcm(plain: Buffer, secret: Buffer, nonce: Buffer, aad = NOTHING): Buffer {
  const cipher = createCipheriv(ALGORITHM, secret, nonce, OPTIONS);
  cipher.setAAD(aad);
  const sealed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}
