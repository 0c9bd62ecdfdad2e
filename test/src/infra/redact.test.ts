import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../src/infra/fact.ts';
import { createRedactor, isSecretKey, type Redactor } from '../../../src/infra/redact.ts';

const CANARY = 'CANARY-hunter2';

function redactor(): Redactor {
  return createRedactor({
    findSecrets: (text) => {
      const start = text.indexOf('found-elsewhere');
      return start < 0 ? [] : [{ start, end: start + 15 }];
    },
    fingerprint: (secret) => `f${secret.length}`,
  });
}

describe('a secret is taken out', () => {
  test.each<[string, Json]>([
    ['under a key that says so', { nested: [{ apiKey: CANARY }] }],
    ['in a list under such a key', { tokens: [CANARY, { any: CANARY }] }],
    ['as the word after a flag', { command: ['vllm', '--api-key', CANARY, '--port', '8000'] }],
    ['glued to its flag', { command: ['vllm', `--api-key=${CANARY}`] }],
    ['after the short flag of a program', { command: ['/usr/bin/mysql', '-p', CANARY] }],
    ['glued to that short flag', { command: ['mysql', `-p${CANARY}`] }],
    ['in a command that is one text', { text: `vllm serve --api-key ${CANARY} --port 1` }],
    ['as a variable before a command', { text: `DB_PASSWORD=${CANARY} ./run` }],
    ['in a line of YAML', { text: `  master_key: ${CANARY}\n` }],
    ['quoted, with blanks', { text: `password: "${CANARY} and more"` }],
    ['in the user part of a URL', { text: `postgres://me:${CANARY}@db:5432/x?y=1` }],
    ['with an @ in that user part', { text: `postgres://me:p@${CANARY}@db:5432/x` }],
    ['in the query of a URL', { text: `https://h/x?a=1&access_token=${CANARY}#z` }],
    ['in a header', { text: `Authorization: Bearer ${CANARY}` }],
    ['in a git remote', { remote: `https://oauth2:${CANARY}@git.example/x.git` }],
    ['in the name of a field', { [`token=${CANARY}`]: 1 }],
  ])('%s', (_where, value) => {
    const subject = redactor();
    const text = JSON.stringify(subject.json(value));
    expect(text).not.toContain(CANARY);
    expect(text).toContain('[redacted:f');
    expect(subject.count()).toBeGreaterThan(0);
  });

  test.each([
    'sk-proj-abcdefghijklmnop1234',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-',
    'hf_abcdefghijklmnopqrst',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    'q8Zt3LmW9xK2vB7nR4pY6sDf',
    'found-elsewhere',
  ])('by its shape: %s', (secret) => {
    expect(redactor().text(`a ${secret} b`)).toBe(`a [redacted:f${secret.length}] b`);
  });
});

describe('a fact stays', () => {
  test.each([
    'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    'e9e9c3a0c0b7d1f4a5b6c7d8e9f0a1b2c3d4e5f6',
    '0b7f3a52-98e1-4c9d-b1a4-6f0d2c3e4f5a',
    '/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30',
    'api_key: os.environ/OPENAI_API_KEY',
    'http://127.0.0.1:4000/health?ready=1',
    'litellm-proxy-7d9f8b6c5d-x2x4z',
    '--password-file /run/secrets/db',
    '2026-11-23T06:47:02.123Z max_tokens 4096',
  ])('%s', (fact) => {
    expect(redactor().text(fact)).toBe(fact);
  });

  test('numbers and switches under a secret key are no secrets', () => {
    const value = { max_tokens: 4096, token: null, auth: false, auth_type: 'bearer' };
    expect(redactor().json(value)).toEqual(value);
  });
});

test('what is redacted stays as it is: twice is once', () => {
  const once = redactor().text(`API_KEY=${CANARY} postgres://u:${CANARY}@h`);
  const again = redactor();
  expect(again.text(once)).toBe(once);
  expect(again.count()).toBe(0);
});

test('no text breaks it, and what comes out can be stored as JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const clean = redactor().text(`${text}\0\uD800\u001b[31m`);
      expect(clean).not.toContain('\0');
      expect(clean).not.toContain('\u001b');
      expect(Buffer.from(clean).toString()).toBe(clean);
    }),
  );
});

test('keys are read in any way of writing', () => {
  const secret = ['apiKey', 'API_KEY', 'db-password', 'x.dsn', 'masterKey', 'clientSecret', 'auth'];
  expect(secret.filter((key) => !isSecretKey(key))).toEqual([]);
  expect(['author', 'key', 'keyspace', 'tokenizer', 'secret_name'].filter(isSecretKey)).toEqual([]);
});
