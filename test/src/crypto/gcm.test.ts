import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openGcm, sealGcm } from '../../../src/crypto/gcm.ts';

const secret = randomBytes(32);
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

test('what plain AES-256-GCM seals is opened', () => {
  fc.assert(
    fc.property(bytes, (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
      expect(openGcm(Buffer.concat(parts), secret)).toEqual(plain);
    }),
  );
});

test('plain AES-256-GCM opens what is sealed', () => {
  fc.assert(
    fc.property(bytes, bytes, (plain, aad) => {
      const sealed = sealGcm(plain, secret, randomBytes(12), aad);
      const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
      decipher.setAAD(aad).setAuthTag(sealed.subarray(-16));
      const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      expect(opened).toEqual(plain);
    }),
  );
});

test('another key, other associated data and any changed bit close it', () => {
  const aad = Buffer.from('here');
  const sealed = sealGcm(Buffer.from('text'), secret, randomBytes(12), aad);
  expect(openGcm(sealed, secret, aad)?.toString()).toBe('text');
  expect(openGcm(sealed, randomBytes(32), aad)).toBeNull();
  expect(openGcm(sealed, secret, Buffer.from('there'))).toBeNull();
  expect(openGcm(sealed, secret)).toBeNull();
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(openGcm(changed, secret, aad)).toBeNull();
  }
});
