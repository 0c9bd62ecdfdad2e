import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import nacl from 'tweetnacl';
import { loadSodium } from '../../../src/crypto/sodium.ts';

const sodium = await loadSodium();
const key = randomBytes(32);
const nonce = randomBytes(24);

test('the library is loaded once', async () => {
  expect(await loadSodium()).toBe(sodium);
});

describe('secretbox', () => {
  test('gives the same bytes as an independent implementation', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (text) => {
        const sealed = sodium.sealBox({ text, nonce, key });
        expect(sealed).toEqual(Buffer.from(nacl.secretbox(text, nonce, key)));
        expect(sodium.openBox({ text: sealed, nonce, key })).toEqual(Buffer.from(text));
      }),
    );
  });

  test('takes values larger than its scratch memory, and than its memory at the start', () => {
    for (const bytes of [64 * 1024, 100_000, 9_000_000]) {
      const text = Buffer.alloc(bytes, 7);
      const sealed = sodium.sealBox({ text, nonce, key });
      expect(sodium.openBox({ text: sealed, nonce, key })?.equals(text)).toBe(true);
    }
    const text = Buffer.from('small again');
    const sealed = sodium.sealBox({ text, nonce, key });
    expect(sodium.openBox({ text: sealed, nonce, key })).toEqual(text);
  });

  test('is null for another key, a changed byte, and less than a tag', () => {
    const sealed = sodium.sealBox({ text: Buffer.from('text'), nonce, key });
    expect(sodium.openBox({ text: sealed, nonce, key: randomBytes(32) })).toBeNull();
    const changed = Buffer.from(sealed).fill((sealed[3] ?? 0) ^ 1, 3, 4);
    expect(sodium.openBox({ text: changed, nonce, key })).toBeNull();
    expect(sodium.openBox({ text: sealed.subarray(0, 15), nonce, key })).toBeNull();
  });
});

describe('XChaCha20-Poly1305', () => {
  test('opens the example of the specification', () => {
    const input = {
      key: Buffer.from('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f', 'hex'),
      nonce: Buffer.from('404142434445464748494a4b4c4d4e4f5051525354555657', 'hex'),
      text: Buffer.from(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      ),
    };
    const aad = Buffer.from('50515253c0c1c2c3c4c5c6c7', 'hex');
    const sealed = sodium.sealXChaCha(input, aad);
    expect(sealed.toString('hex')).toMatch(/^bd6d179d3e83d43b9576579493c0e939/);
    expect(sealed.toString('hex')).toMatch(/c0875924c1c7987947deafd8780acf49$/);
    expect(sodium.openXChaCha({ ...input, text: sealed }, aad)).toEqual(input.text);
    expect(sodium.openXChaCha({ ...input, text: sealed }, Buffer.from('else'))).toBeNull();
  });
});

test('no key, and of the plaintext no more than a block, stays behind in the library', async () => {
  const { default: wrappers } = await import('libsodium-wrappers');
  const memory = Buffer.from(Reflect.get(wrappers, 'libsodium').HEAPU8.buffer);
  // The library's own stack keeps the first or last block of the last value until the next call.
  const canary = Buffer.from('canary-of-the-plaintext');
  const text = Buffer.concat([Buffer.alloc(64), canary, Buffer.alloc(100)]);
  const sealed = sodium.sealBox({ text, nonce, key });
  sodium.openBox({ text: sealed, nonce, key });
  sodium.openXChaCha({ text: sodium.sealXChaCha({ text, nonce, key }, nonce), nonce, key }, nonce);
  expect(memory.includes(canary)).toBe(false);
  expect(memory.includes(key)).toBe(false);
});
