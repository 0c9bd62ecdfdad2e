import { describe, expect, test } from '@jest/globals';
import { maskSecrets } from '../../../src/cli/mask-secrets.ts';

describe('maskSecrets', () => {
  const cases: readonly [string, string][] = [
    ['postgres://llm:p4ss@db/x', 'postgres://llm:[redacted]@db/x'],
    ['redis://:p4ss@cache:6379', 'redis://:[redacted]@cache:6379'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted] [redacted]'],
    ['"api_key": "abcdef"', '"api_key": "[redacted]"'],
    ['key sk-proj-abcdefghijklmnop is bad', 'key [redacted] is bad'],
    ['gsk_abcdefghijklmnop', '[redacted]'],
    ['jwt eyJhbGciOiJI.eyJzdWIi.sig', 'jwt [redacted]'],
    ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', '[redacted]'],
    ['at main (/app/src/cli/main.ts:12:3)', 'at main (/app/src/cli/main.ts:12:3)'],
  ];
  test.each(cases)('%s', (text, masked) => {
    expect(maskSecrets(text, {})).toBe(masked);
  });

  test('values of variables that hold secrets go, the longest first', () => {
    const env = { A_TOKEN: 'abcdefgh', B_KEY: 'abcdefgh-ijkl', HOME: '/home/someone' };
    expect(maskSecrets('abcdefgh-ijkl abcdefgh /home/someone', env)).toBe(
      '[redacted] [redacted] /home/someone',
    );
  });

  test('a short value is not taken for a secret', () => {
    expect(maskSecrets('the test failed', { X_KEY: 'test' })).toBe('the test failed');
  });
});
