import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  llmgw1NonceBytes,
  openLlmgw1,
  preferredCipher,
  readLlmgw1Header,
  sealLlmgw1,
} from '../../../src/crypto/llmgw1.ts';
import { PLACE, saltKey } from './known-values.ts';

const key = await saltKey('sk-llmgw1-key');
const other = await saltKey('sk-other-key');
const CIPHERS = ['a', 'x'] as const;

function seal(plain: string, cipher: 'a' | 'x', place = { ...PLACE }): Buffer {
  const nonce = randomBytes(llmgw1NonceBytes(cipher));
  return sealLlmgw1(Buffer.from(plain), key, { place, cipher }, nonce);
}

describe.each(CIPHERS)('with cipher %s', (cipher) => {
  const header = { kid: key.kid, cipher };

  test('any bytes come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const nonce = randomBytes(llmgw1NonceBytes(cipher));
        const plain = Buffer.from(bytes);
        const sealed = sealLlmgw1(plain, key, { place: PLACE, cipher }, nonce);
        expect(openLlmgw1(sealed, header, key, PLACE)).toEqual(plain);
      }),
    );
  });

  test.each(['table', 'column', 'pk', 'pointer'] as const)(
    'a value that was moved to another %s does not open',
    (field) => {
      const sealed = seal('text', cipher);
      expect(openLlmgw1(sealed, header, key, { ...PLACE, [field]: 'elsewhere' })).toBeNull();
    },
  );

  test('fields of a place cannot be shifted into each other', () => {
    const sealed = seal('text', cipher, { ...PLACE, table: 'ab', column: 'c' } as never);
    const shifted = { ...PLACE, table: 'a', column: 'bc' };
    expect(openLlmgw1(sealed, header, key, shifted)).toBeNull();
  });

  test('another key does not open it, not even under the same id', () => {
    const sealed = seal('text', cipher);
    expect(openLlmgw1(sealed, header, other, PLACE)).toBeNull();
    expect(openLlmgw1(sealed, { kid: other.kid, cipher }, other, PLACE)).toBeNull();
    expect(openLlmgw1(sealed, { kid: other.kid, cipher }, key, PLACE)).toBeNull();
  });

  test('a changed bit anywhere, the commitment included, closes it', () => {
    const sealed = seal('text', cipher);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openLlmgw1(changed, header, key, PLACE)).toBeNull();
    }
  });

  test('a truncated value does not open', () => {
    const sealed = seal('text', cipher);
    for (let length = 0; length < sealed.length; length++) {
      expect(openLlmgw1(sealed.subarray(0, length), header, key, PLACE)).toBeNull();
    }
  });
});

test('a value with a valid tag but the commitment of another key does not open', () => {
  const sealed = seal('text', 'a');
  const nonce = sealed.subarray(0, 12);
  const foreign = createHmac('sha256', other.derived('llmgw1/commit/a'));
  const commitment = foreign.update(key.kid).update(nonce).digest().subarray(0, 16);
  const swapped = Buffer.concat([sealed.subarray(0, -16), commitment]);
  expect(openLlmgw1(swapped, { kid: key.kid, cipher: 'a' }, key, PLACE)).toBeNull();
});

test('the layout is as documented: nonce, AES-256-GCM with the place as AAD, tag, commitment', () => {
  const nonce = Buffer.alloc(12, 5);
  const fields = ['llmgw1', key.kid, 'a', PLACE.table, PLACE.column, PLACE.pk, PLACE.pointer];
  const aad = Buffer.concat(
    fields.map((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(field));
      return Buffer.concat([length, Buffer.from(field)]);
    }),
  );
  const derive = (info: string) => Buffer.from(hkdfSync('sha256', 'sk-llmgw1-key', '', info, 32));
  const cipher = createCipheriv('aes-256-gcm', derive('llmgw1/enc/a'), nonce).setAAD(aad);
  const body = [cipher.update('plain'), cipher.final(), cipher.getAuthTag()];
  const mac = createHmac('sha256', derive('llmgw1/commit/a')).update(key.kid).update(nonce);
  const expected = Buffer.concat([nonce, ...body, mac.digest().subarray(0, 16)]);
  const sealed = sealLlmgw1(Buffer.from('plain'), key, { place: PLACE, cipher: 'a' }, nonce);
  expect(sealed).toEqual(expected);
});

describe('the header', () => {
  test('names the key and the cipher', () => {
    const read = readLlmgw1Header('llmgw1:0a1b2c3d:x:AAAA');
    expect(read).toEqual({ header: { kid: '0a1b2c3d', cipher: 'x' }, length: 18 });
  });

  test.each([
    'llmgw1:',
    'llmgw1:0a1b2c3d:AAAA',
    'llmgw1:0A1B2C3D:x:AAAA',
    'llmgw1:0a1b2c3d:z:AAAA',
    'llmgw2:0a1b2c3d:x:AAAA',
  ])('%s is none', (text) => {
    expect(readLlmgw1Header(text)).toBeNull();
  });

  test('values are written with long nonces unless only FIPS ciphers may be used', () => {
    expect(preferredCipher()).toBe('x');
  });
});
