import { describe, expect, test } from '@jest/globals';
import {
  estimatedBits,
  isKnownKey,
  isWeakPassword,
  weaknessOf,
} from '../../../../src/security/secrets/key-strength.ts';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';

describe('a key', () => {
  test.each([
    ['sk-1234', 'known'],
    ['changeme', 'known'],
    ['<your-key>', 'known'],
    ['sk-f3Kq9Zx2', 'short'],
    ['sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'guessable'],
    ['sk-abcabcabcabcabcabcabcabcabcabc', 'guessable'],
    ['sk-correct-horse-battery-staple', 'guessable'],
    ['sk-MyCompanyGatewayProduction2026', 'guessable'],
    ['qwertyuiopasdfghjklzxcvbnm123456', 'guessable'],
    ['sk-shop-gateway-01', 'named'],
  ])('%s is %s', (value, expected) => {
    expect(weaknessOf(value, ['shop-gateway'])).toBe(expected);
  });

  test.each([
    ['24 hexadecimal digits', '9f86d081884c7d659a2feaa0'],
    ['a UUID', 'sk-3b241101-e2bb-4255-8caf-4136c566a962'],
    ['base64', 'sk-uIq5tIJvSSo3PVcePoq1AqE3'],
    ['letters and digits of one case', 'k3v9x2mq7w1z8r5t4n6p0bjh'],
    ['LiteLLM’s own form', makeKey('litellm')],
  ])('of %s is strong', (_, value) => {
    expect(weaknessOf(value, ['shop'])).toBeNull();
  });

  test('made at random is strong, all of them', () => {
    for (let seed = 0; seed < 200; seed += 1)
      expect(weaknessOf(makeKey('litellm', `k${seed}`), [])).toBeNull();
  });

  test('is no better for being repeated', () => {
    expect(estimatedBits('x7Qp'.repeat(8))).toBe(estimatedBits('x7Qp'));
  });

  test('that names the project among much else is not named', () => {
    expect(weaknessOf('sk-shop-9f86d081884c7d659a2feaa0c55ad015', ['shop'])).toBeNull();
  });
});

test('documentation prints some keys', () => {
  expect(isKnownKey('SK-1234')).toBe(true);
  expect(isKnownKey('sk-12f4')).toBe(false);
});

describe('a password', () => {
  test.each(['admin', 'litellm', 'Summer2026!', 'my-password', 'shop-admin'])(
    '%s is weak',
    (value) => {
      expect(isWeakPassword(value, ['shop'])).toBe(true);
    },
  );

  test.each(['v9Kq-2xTz_pL0w', 'plover-wicket-saddle-oyster'])('%s is not', (value) => {
    expect(isWeakPassword(value, ['shop'])).toBe(false);
  });
});
