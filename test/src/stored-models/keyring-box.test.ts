import { beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { Keyring } from '../../../src/crypto/keyring.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import { KeyringBox } from '../../../src/stored-models/keyring-box.ts';

const PLACE = {
  table: 'LiteLLM_ProxyModelTable',
  column: 'litellm_params',
  row: 'm1',
  path: 'a.b',
};
/** Sealed by LiteLLM with the key `sk-1234`. */
const BY_LITELLM = {
  nacl: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXqnQuWrXTMHWTsA4g_g0jf4Sczct7HhgytISd83YuhAHJLi26nQ==',
  v2: 'v2:gcm:AAECAwQFBgcICQoLLB2dJzzfQdmJU6AMovOH8EdjxTpoVRZCNqByQAuA_mEScANlzA==',
  v3: 'v3:gcm:AAECAwQFBgcICQoLmUiiXfqdNn7nJ5edW_mFHr-gbcdA2FDIP3DojAQuhyLlYuIemA==',
} as const;
const FORMATS = ['nacl', 'v2', 'v3'] as const;

let right: KeyringBox;
let wrong: KeyringBox;
beforeAll(async () => {
  right = new KeyringBox(new Keyring(await SaltKey.from(new Secret('sk-1234'))));
  wrong = new KeyringBox(new Keyring(await SaltKey.from(new Secret('sk-another'))));
});

describe.each(FORMATS)('%s', (format) => {
  test('opens what LiteLLM sealed, and says in which format', () => {
    const text = 'sk-upstream-test-0001';
    expect(right.open(BY_LITELLM[format], PLACE)).toEqual({ kind: 'text', text, format });
  });

  test('opens what it sealed itself, also nothing at all', () => {
    for (const text of ['', 'openai/gpt-4o', 'naïve ✓']) {
      expect(right.open(right.seal(text, format), PLACE)).toEqual({ kind: 'text', text, format });
    }
  });

  test('never hands out what its key does not open', () => {
    expect(wrong.open(BY_LITELLM[format], PLACE)).toEqual({ kind: 'unreadable' });
  });
});

test.each(['gpt-4o', 'http://localhost:8000/v1', 'os.environ/KEY', '*', ''])(
  'what is not encrypted stays: %j',
  (text) => {
    expect(right.open(text, PLACE)).toEqual({ kind: 'text', text, format: null });
  },
);

test('counts what it opened', async () => {
  const box = new KeyringBox(new Keyring(await SaltKey.from(new Secret('sk-1234'))));
  box.open('plain', PLACE);
  box.open(BY_LITELLM.v2, PLACE);
  expect(box.opened).toBe(1);
});
