import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encodeBase64 } from '../../../src/crypto/base64.ts';
import { looksLikeSecret, shapeOf } from '../../../src/crypto/looks-encrypted.ts';
import { KNOWN_VALUES } from './known-values.ts';

const BODY = encodeBase64(randomBytes(60), 'url');
const ALNUM = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8';

describe('shapes', () => {
  test.each([
    [`v2:gcm:${BODY}`, 'v2'],
    ['v3:gcm:', 'v3'],
    ['llmgw1:whatever', 'llmgw1'],
    ['llmgw2:0a1b2c3d:x:AAAA', 'unknown-prefix'],
    [`v4:gcm:${BODY}`, 'unknown-prefix'],
    ['litellm_enc::AAAA', 'marked'],
    ['litellm_enc::', 'marked'],
    ['', 'none'],
    ['*', 'none'],
    ['gpt-4o', 'none'],
    ['v1:latest', 'none'],
    ['os.environ/AZURE_API_KEY', 'none'],
    ['a'.repeat(64), 'none'],
    ['aB'.repeat(32), 'none'],
    [createHash('sha256').update('x').digest('hex'), 'none'],
    [createHash('sha256').update('x').digest('hex').toUpperCase(), 'none'],
    [`sk-proj-${ALNUM}${ALNUM}`.slice(0, 60), 'none'],
    [`gsk_${ALNUM}${ALNUM}`.slice(0, 56), 'none'],
    ['projects/MyProject/locations/us-central1/publishers/google/', 'none'],
    ['https://my-endpoint.openai.azure.com/openai/deployments/gpt', 'none'],
  ])('%j is %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });

  test.each(KNOWN_VALUES)('$name is known', ({ format, text, name }) => {
    // All of its nonce is the same byte, which no nonce is.
    if (name === 'nacl of nothing') expect(shapeOf(text)).toBe('none');
    else expect(shapeOf(text)).toBe(format === 'nacl' ? 'nacl-like' : format);
  });

  test('of 20,000 random nacl values hardly any is missed', () => {
    let missed = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = encodeBase64(randomBytes(40 + (i % 100)), i % 2 === 0 ? 'url' : 'standard');
      if (shapeOf(text) !== 'nacl-like') missed++;
    }
    expect(missed).toBeLessThan(10);
  });

  test('of 20,000 digests, ids, keys and addresses none is taken for ciphertext', () => {
    for (let i = 0; i < 5000; i++) {
      const digest = createHash('sha512').update(`${i}`).digest('hex');
      const key = `sk-${randomBytes(45).toString('base64url')}`;
      for (const text of [digest, randomUUID() + randomUUID(), key, `https://host/${digest}`]) {
        expect(shapeOf(text)).toBe('none');
      }
    }
  });
});

describe('secrets in clear', () => {
  test.each([
    'sk-1234',
    `sk-ant-api03-${ALNUM}`,
    `AIza${ALNUM}`,
    'AKIAIOSFODNN7EXAMPLE',
    `gsk_${ALNUM}`,
    `xai-${ALNUM}`,
    `hf_${ALNUM}`,
    `ghp_${ALNUM}`,
    'eyJhbGciOiJIUzI1NiJ9.e30.x',
    `Bearer ${ALNUM}`,
    'postgres://user:password@host/db',
    '-----BEGIN RSA PRIVATE KEY-----\nMII',
    '{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----"}',
    Buffer.from('sk-1234-in-base64').toString('base64'),
    `${(ALNUM + ALNUM).slice(0, 52)}JQQJ99BAACOGAAAA`,
  ])('%s is one', (text) => {
    expect(looksLikeSecret(text)).toBe(true);
  });

  test.each([
    '',
    'sk-',
    'gpt-4o',
    'openai/gpt-4o',
    'os.environ/OPENAI_API_KEY',
    'https://api.openai.com/v1',
    'postgres://host/db',
    'a sentence with sk-1234 in it',
    'AKIA',
    'eyJ',
  ])('%j is none', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });
});
