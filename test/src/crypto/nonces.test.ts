import { expect, test } from '@jest/globals';
import { freshNonce } from '../../../src/crypto/nonces.ts';

test('a hundred thousand nonces of either length are all different', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 50_000; i++) {
    seen.add(freshNonce(24).toString('latin1'));
    seen.add(freshNonce(12).toString('latin1'));
  }
  expect(seen.size).toBe(100_000);
});

test('a nonce stays as it was when later ones are drawn', () => {
  const nonce = freshNonce(24);
  const before = Buffer.from(nonce);
  for (let i = 0; i < 5000; i++) freshNonce(24);
  expect(nonce).toEqual(before);
});

test('a request larger than the pool is met', () => {
  expect(freshNonce(100_000)).toHaveLength(100_000);
});
