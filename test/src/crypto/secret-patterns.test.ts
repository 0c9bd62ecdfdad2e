import { expect, test } from '@jest/globals';
import { SECRET_PATTERNS } from '../../../src/crypto/secret-patterns.ts';

test.each(SECRET_PATTERNS)(
  'the pattern of $owner is valid and matches no ordinary value',
  (entry) => {
    const pattern = new RegExp(`^(?:${entry.pattern})`);
    for (const text of ['', 'a', 'gpt-4o', 'openai/gpt-4o', 'os.environ/OPENAI_API_KEY', '*']) {
      expect(pattern.test(text)).toBe(false);
    }
  },
);

test('owners are named once', () => {
  const owners = SECRET_PATTERNS.map(({ owner }) => owner);
  expect(new Set(owners).size).toBe(owners.length);
});
