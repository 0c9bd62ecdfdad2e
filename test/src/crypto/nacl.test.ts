import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import tweetnacl from 'tweetnacl';
import { openNacl, sealNacl } from '../../../src/crypto/nacl.ts';
import { saltKey } from './known-values.ts';

const SECRET = 'sk-oracle-key';
const key = await saltKey(SECRET);
const hashed = createHash('sha256').update(SECRET).digest();
const bytes = fc.uint8Array({ maxLength: 400 });

test('what tweetnacl seals is opened', () => {
  fc.assert(
    fc.property(bytes, (plain) => {
      const nonce = randomBytes(24);
      const sealed = Buffer.concat([nonce, tweetnacl.secretbox(plain, nonce, hashed)]);
      expect(openNacl(sealed, key)).toEqual(Buffer.from(plain));
    }),
  );
});

test('tweetnacl opens what is sealed', () => {
  fc.assert(
    fc.property(bytes, (plain) => {
      const sealed = sealNacl(Buffer.from(plain), key, randomBytes(24));
      const opened = tweetnacl.secretbox.open(sealed.subarray(24), sealed.subarray(0, 24), hashed);
      expect(opened).toEqual(plain);
    }),
  );
});

test('a single changed bit anywhere closes it', () => {
  const sealed = sealNacl(Buffer.from('plaintext'), key, randomBytes(24));
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(openNacl(changed, key)).toBeNull();
  }
});
