import { describe, expect, test } from '@jest/globals';
import { deepFreeze, hashConfig } from '../../../../src/config/build/freeze.ts';
import { Secret } from '../../../../src/core/secret.ts';

describe('deepFreeze', () => {
  test('freezes everything inside, also in maps', () => {
    const value = deepFreeze({ a: { b: [{}] }, m: new Map([['k', { x: 1 }]]) });
    expect([value, value.a, value.a.b, value.a.b[0], value.m.get('k')].every(Object.isFrozen)).toBe(
      true,
    );
  });
});

describe('hashConfig', () => {
  test('sees maps and secrets', () => {
    const one = hashConfig({ m: new Map([['k', 1]]), s: new Secret('a') });
    expect(one).toMatch(/^[0-9a-f]{8}$/);
    expect(hashConfig({ m: new Map([['k', 1]]), s: new Secret('a') })).toBe(one);
    expect(hashConfig({ m: new Map([['k', 2]]), s: new Secret('a') })).not.toBe(one);
    expect(hashConfig({ m: new Map([['k', 1]]), s: new Secret('b') })).not.toBe(one);
  });
});
