import { describe, expect, test } from '@jest/globals';
import { KNOWN_MASTER_KEYS, masterKeyProblem } from '../../../src/config/master-key.ts';
import { Secret } from '../../../src/core/secret.ts';

const problem = (text: string) => masterKeyProblem(new Secret(text));

describe('masterKeyProblem', () => {
  test('tells a missing from a blank key', () => {
    expect(masterKeyProblem(null)).toBe('missing');
    expect(problem('')).toBe('blank');
    expect(problem(' \t\n')).toBe('blank');
  });

  test.each([...KNOWN_MASTER_KEYS])('knows %s', (key) => {
    expect(problem(key)).toBe('known');
    expect(problem(` ${key.toUpperCase()} `)).toBe('known');
  });

  test.each([
    '<your-key>',
    '${LITELLM_MASTER_KEY}',
    'sk-your-very-own-key',
    'your_key_here',
    'sk-xxxxxxxx',
    'sk-********',
    'sk-...',
    'sk-0000',
    'my-secret-key',
    'sk-replace-with-real',
    'change_me_now',
    'os.environ/LITELLM_MASTER_KEY',
  ])('sees that %s is a placeholder', (key) => {
    expect(problem(key)).toBe('known');
  });

  test('accepts a key of its own', () => {
    expect(problem('sk-9f2c41b07a6de85c3310aa47')).toBeNull();
  });
});
