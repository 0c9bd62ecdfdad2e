import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { saltKey } from './known-values.ts';

describe('derived keys', () => {
  test('are those that LiteLLM derives', async () => {
    const key = await saltKey('sk-1234');
    expect(key.hashed.toString('hex')).toBe(
      '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
    );
    expect(key.derived('litellm-at-rest-v3').toString('hex')).toBe(
      'f8497a8093eb9719022fd2295a09b2a39062c796661c0fc915994b325a4067d3',
    );
  });

  test('are made once', async () => {
    const key = await saltKey('sk-1234');
    expect(key.derived('a')).toBe(key.derived('a'));
    expect(key.hashed).toBe(key.hashed);
    expect(key.derived('a')).not.toEqual(key.derived('b'));
  });

  test('take the key exactly as it is given', async () => {
    const texts = ['sk-1234', 'sk-1234\n', ' sk-1234', '"sk-1234"', ''];
    const keys = await Promise.all(texts.map(saltKey));
    expect(new Set(keys.map((key) => key.hashed.toString('hex'))).size).toBe(texts.length);
  });
});

describe('the key id', () => {
  test('is eight hex digits that depend on the key alone', async () => {
    const [one, same, other] = await Promise.all(['a', 'a', 'b'].map(saltKey));
    expect(one?.kid).toMatch(/^[0-9a-f]{8}$/);
    expect(same?.kid).toBe(one?.kid);
    expect(other?.kid).not.toBe(one?.kid);
  });

  test('is no part of a key that encrypts', async () => {
    const key = await saltKey('sk-1234');
    expect(key.hashed.toString('hex')).not.toContain(key.kid);
    expect(key.derived('litellm-at-rest-v3').toString('hex')).not.toContain(key.kid);
  });
});

test('two keys are equal when they are made of the same secret', async () => {
  const key = await saltKey('sk-1234');
  expect(key.equals(await saltKey('sk-1234'))).toBe(true);
  expect(key.equals(await saltKey('sk-1235'))).toBe(false);
});

describe('a destroyed key', () => {
  test('has zeroed everything it had given out', async () => {
    const key = await saltKey('sk-1234');
    const [hashed, derived] = [key.hashed, key.derived('a')];
    key.destroy();
    expect(hashed).toEqual(Buffer.alloc(32));
    expect(derived).toEqual(Buffer.alloc(32));
  });

  test('refuses to be used: zeroes are a key too', async () => {
    const key = await saltKey('sk-1234');
    key.destroy();
    key.destroy();
    expect(() => key.hashed).toThrow(`Salt key ${key.kid} was used after it was destroyed.`);
    expect(() => key.derived('a')).toThrow('was used after');
  });
});

test('a key prints as its id and never as itself', async () => {
  const key = await saltKey('sk-canary-canary');
  const hashed = key.hashed.toString('hex');
  const printed = [
    String(key),
    JSON.stringify({ key }),
    inspect({ key }, { depth: 9, showHidden: true }),
    JSON.stringify(Object.entries(key)),
    JSON.stringify(Object.assign({}, key)),
  ].join('\n');
  expect(printed).toContain(`[salt key ${key.kid}]`);
  expect(printed).not.toMatch(new RegExp(`canary|${hashed}`));
});
