import { expect, test } from '@jest/globals';
import { makeKey, takeKey, tokenOf } from '../../../../../src/routes/management/keys/key-secret.ts';

test('a key of ours has 128 random bits, and its hash is that of the whole text', () => {
  const key = makeKey();
  expect(key.secret.reveal()).toMatch(/^sk-[\w-]{22}$/);
  expect(key.token).toBe(tokenOf(key.secret.reveal()));
  expect(makeKey().token).not.toBe(key.token);
  expect(JSON.stringify(key)).not.toContain(key.secret.reveal());
});

test('hashes as LiteLLM does; what is a hash already stays', () => {
  const hash = '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b';
  expect(tokenOf('sk-1234')).toBe(hash);
  expect(tokenOf(hash)).toBe(hash);
});

test.each([
  'pk-0123456789abcdef',
  'sk-short',
  'sk-with a space in it',
  'sk-ümlaut-0123456789',
  `sk-${'x'.repeat(600)}`,
])('a chosen key %j is refused without being repeated', (text) => {
  expect(() => takeKey(text, 'key')).toThrow('"key" must');
  expect(() => takeKey(text, 'key')).not.toThrow(text);
});
