import { describe, expect, test } from '@jest/globals';
import { Keyring } from '../../../src/crypto/keyring.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { FORMATS, PLACE, saltKey, usual } from './known-values.ts';

const primary = await saltKey('sk-primary');
const previous = await saltKey('sk-previous');
const lost = await saltKey('sk-lost');
const keyring = new Keyring(primary, [previous]);

const seal = (text: string | Buffer, key = primary, format: (typeof FORMATS)[number] = 'nacl') =>
  sealValue(Buffer.from(text), key, usual(format), PLACE);

test('the key ids are listed, the primary key first', () => {
  expect(keyring.kids).toEqual([primary.kid, previous.kid]);
  expect(keyring.primary).toBe(primary);
  expect(new Keyring(null, [previous]).kids).toEqual([previous.kid]);
  expect(new Keyring(null).kids).toEqual([]);
});

describe.each(FORMATS)('%s', (format) => {
  test('opens with either key, and says which and how it was written', () => {
    for (const key of [primary, previous, previous, primary]) {
      expect(keyring.open(seal('clé ✓', key, format), PLACE)).toEqual({
        kind: 'opened',
        text: 'clé ✓',
        kid: key.kid,
        shape: usual(format),
      });
    }
  });

  test('of a lost key is never handed on', () => {
    expect(keyring.open(seal('text', lost, format), PLACE)).toEqual({ kind: 'undecryptable' });
    const empty = new Keyring(null);
    expect(empty.open(seal('text', primary, format), PLACE)).toEqual({ kind: 'undecryptable' });
  });

  test('what it seals, it opens; it seals with the primary key', () => {
    const text = keyring.seal('text', format, PLACE);
    expect(keyring.open(text, PLACE)).toMatchObject({ text: 'text', kid: primary.kid });
    expect(new Keyring(previous).open(text, PLACE)).toEqual({ kind: 'undecryptable' });
  });
});

test.each(['', '*', 'gpt-4o', 'os.environ/KEY', 'sk-1234', 'f'.repeat(64), 'api_base: x'])(
  '%j is plain and comes back as it is',
  (text) => {
    expect(keyring.open(text, PLACE)).toEqual({ kind: 'plain', text });
    expect(new Keyring(null).open(text, PLACE)).toEqual({ kind: 'plain', text });
  },
);

test.each([
  ' v2:gcm:AA',
  'litellm_enc::',
  'litellm_enc::*',
  'v2:gcm:AAAA',
  'v3:gcm:',
  'llmgw1:x',
  'llmgw2:x:',
])('%j is named as ciphertext and fails closed', (text) => {
  expect(keyring.open(text, PLACE)).toEqual({ kind: 'undecryptable' });
});

test('a value that was encrypted twice opens to its plaintext', () => {
  const twice = seal(seal('text', previous), primary);
  expect(keyring.open(twice, PLACE)).toMatchObject({ kind: 'opened', text: 'text' });
});

test('a value that holds ciphertext of a lost key fails closed where a prefix names it', () => {
  expect(keyring.open(seal(seal('text', lost, 'v3')), PLACE)).toEqual({ kind: 'undecryptable' });
  expect(keyring.open(seal(`litellm_enc::${seal('text', lost)}`), PLACE)).toEqual({
    kind: 'undecryptable',
  });
});

test('a sealed secret that is itself base64 is handed on: a key vouches for it', () => {
  const secret = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJDxM2zQpLk8Zw==';
  expect(keyring.open(secret, PLACE).kind).toBe('undecryptable');
  expect(keyring.open(seal(secret), PLACE)).toMatchObject({ kind: 'opened', text: secret });
});

test('bytes that are not text fail closed instead of coming back changed', () => {
  const opened = keyring.open(seal(Buffer.from([0x66, 0xff, 0x00])), PLACE);
  expect(opened).toEqual({ kind: 'undecryptable' });
});

test('an opened text keeps its byte order mark', () => {
  expect(keyring.open(seal('\u{FEFF}text'), PLACE)).toMatchObject({ text: '\u{FEFF}text' });
});

test('a value is sealed in the shape of the one it replaces', () => {
  const shape = { format: 'nacl', marker: true, alphabet: 'standard' } as const;
  const text = keyring.seal('text'.repeat(50), shape, PLACE);
  expect(text).toMatch(/^litellm_enc::[A-Za-z0-9+/]+={0,2}$/);
  expect(keyring.open(text, PLACE)).toMatchObject({ kind: 'opened', shape });
});

test('without a primary key sealing is refused, and the plaintext is not in the message', () => {
  const refuse = () => new Keyring(null, [previous]).seal('canary', 'nacl', PLACE);
  expect(refuse).toThrow('There is no salt key to encrypt with.');
  expect(refuse).not.toThrow('canary');
});
