import { beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import type { RotationKeys } from '../../../src/rotation/types.ts';
import {
  hasSameKey,
  release,
  ValuePolicy,
  type PolicyOptions,
} from '../../../src/rotation/value-policy.ts';
import { openIndependently, sealIndependently as seal } from '../../support/independent-cipher.ts';
import { NEXT, OLD } from '../../support/rotation-world.ts';

const OLDER = 'sk-a-key-from-before';
const PLACE = {
  ...{ table: 'LiteLLM_ProxyModelTable', column: 'litellm_params' },
  ...{ pk: 'm', pointer: '/api_key' },
};
const OPTIONS: PolicyOptions = { format: 'keep', encryptPlaintext: false, unwrapDouble: false };

let keys: RotationKeys;

beforeAll(async () => {
  const [old, older, next] = await Promise.all(
    [OLD, OLDER, NEXT].map(async (key) => SaltKey.from(new Secret(key))),
  );
  if (old === undefined || older === undefined || next === undefined) throw new Error('no keys');
  keys = { old: [old, older], next };
});

function examine(text: string, options: Partial<PolicyOptions> = {}, place = PLACE) {
  return new ValuePolicy(keys, { ...OPTIONS, ...options }).examine(text, place);
}

function rotated(text: string, options: Partial<PolicyOptions> = {}): string {
  const policy = new ValuePolicy(keys, { ...OPTIONS, ...options });
  return policy.replace(policy.examine(text, PLACE), PLACE);
}

const spoiled = (text: string): string =>
  text.replace(/^(.{30})./, (_, head: string) => `${head}!`);

describe('a value is told by what opens it', () => {
  test.each([
    ['on the new key', () => seal('x', NEXT), { kind: 'new', isOld: false, isDue: false }],
    ['on an old key', () => seal('x', OLD), { kind: 'old', isOld: true, isDue: true }],
    ['on an older key', () => seal('x', OLDER), { kind: 'old', isOld: true, isDue: true }],
    ['on a key that nobody has', () => seal('x', 'sk-other'), { kind: 'foreign', isDue: false }],
    [
      'of a known format, spoiled',
      () => spoiled(seal('x', OLD, { format: 'v3' })),
      { kind: 'corrupt', isDue: false },
    ],
    ['sealed twice', () => seal(seal('x', OLD), OLD), { kind: 'double', isOld: true, isDue: true }],
    [
      'sealed twice, the inner one on an old key',
      () => seal(seal('x', OLD), NEXT),
      { kind: 'double', isOld: true, isDue: true },
    ],
    ['without padding', () => seal('x', OLD).replace(/=+$/, ''), { kind: 'lenient', isDue: true }],
    ['in clear', () => 'gpt-4o', { kind: 'plain', isDue: false }],
    ['in clear and a key', () => 'sk-abcdefgh', { kind: 'plain-secret', isDue: false }],
    ['a wildcard', () => '*', { kind: 'empty', isDue: false }],
    ['nothing', () => '', { kind: 'empty', isDue: false }],
  ])('%s', (_what, text, expected) => {
    expect(examine(text())).toMatchObject(expected);
  });

  test('readable text in base64 is no ciphertext', () => {
    const text = Buffer.from('Zq7 a key of a user, kept in base64 as LiteLLM did once').toString(
      'base64',
    );
    expect(examine(text)).toMatchObject({ kind: 'plain-secret', bare: null });
  });
});

describe('a value that is due', () => {
  test.each([
    [{ format: 'nacl' }, /^[\w-]+=*$/],
    [{ format: 'nacl', standard: true }, /^[A-Za-z0-9+/]+=*$/],
    [{ format: 'v2' }, /^v2:gcm:/],
    [{ format: 'v3', marker: true }, /^litellm_enc::v3:gcm:/],
  ] as const)('keeps its shape: %j', (looks, shape) => {
    const text = rotated(seal('secret ✓', OLD, looks));
    expect(text).toMatch(shape);
    expect(openIndependently(text, NEXT)?.plain).toBe('secret ✓');
    expect(openIndependently(text, OLD)).toBeNull();
  });

  test('takes another format, with its marker, when that is asked for', () => {
    const text = rotated(seal('x', OLD, { marker: true, standard: true }), { format: 'v3' });
    expect(text).toMatch(/^litellm_enc::v3:gcm:[\w-]+=*$/);
    expect(openIndependently(text, NEXT)?.plain).toBe('x');
  });

  test('stays sealed twice, both times with the new key', () => {
    const outer = openIndependently(rotated(seal(seal('x', OLDER), OLD)), NEXT);
    expect(openIndependently(outer?.plain ?? '', NEXT)?.plain).toBe('x');
  });

  test('is unwrapped when that is asked for', () => {
    const text = rotated(seal(seal('x', NEXT), NEXT), { unwrapDouble: true });
    expect(openIndependently(text, NEXT)?.plain).toBe('x');
  });

  test('gets its padding back', () => {
    const text = rotated(seal('x', OLD).replace(/=+$/, ''));
    expect(text.length % 4).toBe(0);
  });
});

describe('plaintext', () => {
  test('is sealed on request, where LiteLLM would have done so', () => {
    expect(rotated('sk-abcdefgh', { encryptPlaintext: true })).toMatch(/^[\w-]{56,}=*$/);
    const elsewhere = { ...PLACE, table: 'LiteLLM_TeamTable', column: 'metadata' };
    const options = { encryptPlaintext: true };
    expect(examine('sk-abcdefgh', options, elsewhere)).toMatchObject({ isDue: false });
    expect(examine('*', options)).toMatchObject({ kind: 'empty', isDue: false });
  });
});

test('without a new key nothing is due', () => {
  const policy = new ValuePolicy({ ...keys, next: null }, OPTIONS);
  const examined = policy.examine(seal('x', OLD), PLACE);
  expect(examined).toMatchObject({ kind: 'old', isOld: true, isDue: false });
  expect(() => policy.replace(examined, PLACE)).toThrow(RangeError);
});

test('plaintext is zeroed once it is released', () => {
  const examined = examine(seal(seal('secret', OLD), OLD));
  expect(examined.bare?.toString()).toBe('secret');
  release(examined);
  expect(examined.bare).toEqual(Buffer.alloc(6));
  expect(examined.opened?.plain.every((byte) => byte === 0)).toBe(true);
});

test('a pair of equal keys is told', () => {
  const { old } = keys;
  expect(hasSameKey(keys)).toBe(false);
  expect(hasSameKey({ old, next: old[1] ?? null })).toBe(true);
  expect(hasSameKey({ old, next: null })).toBe(false);
});
