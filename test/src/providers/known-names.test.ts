import { describe, expect, test } from '@jest/globals';
import { KNOWN_MODEL_NAMES, KNOWN_PROVIDERS } from '../../../src/providers/known-names.ts';
import { providers } from '../../../src/providers/registry.ts';

describe('KNOWN_PROVIDERS', () => {
  test('is sorted, without doubles, and holds every provider served', () => {
    expect(KNOWN_PROVIDERS).toEqual([...new Set(KNOWN_PROVIDERS)].sort());
    expect(
      providers.map(({ name }) => name).filter((name) => !KNOWN_PROVIDERS.includes(name)),
    ).toEqual([]);
  });
});

describe('KNOWN_MODEL_NAMES', () => {
  test('names only known providers', () => {
    for (const [, provider] of KNOWN_MODEL_NAMES) expect(KNOWN_PROVIDERS).toContain(provider);
  });
});
