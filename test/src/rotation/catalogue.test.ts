import { describe, expect, test } from '@jest/globals';
import { LITELLM_TABLES } from '../../../src/db/litellm/tables.ts';
import { columnsOf } from '../../../src/db/litellm/table.ts';
import {
  CATALOGUE,
  extendCatalogue,
  OUTSIDE,
  placeName,
  registryHash,
} from '../../../src/rotation/catalogue.ts';

describe('the catalogue', () => {
  test('names every place once', () => {
    const places = CATALOGUE.map(placeName);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBeGreaterThan(20);
  });

  test('agrees with LiteLLM’s tables in columns and primary keys, newer ones aside', () => {
    const newer = CATALOGUE.filter(({ table, column, primaryKey }) => {
      const found = LITELLM_TABLES.find(({ name }) => name === table);
      if (found === undefined) return true;
      expect([table, found.primaryKey]).toEqual([table, primaryKey]);
      return !columnsOf(found).some(({ name }) => name === column);
    });
    expect(newer.map(placeName)).toEqual([
      'LiteLLM_MCPServerTable.env_vars',
      'LiteLLM_MCPServerOAuthClient.credentials',
      'LiteLLM_MCPUserEnvVars.values_b64',
      'LiteLLM_SSOIdentityAssertion.assertion_b64',
    ]);
  });

  test('takes further entries, which win over its own', () => {
    const [first] = CATALOGUE;
    if (first === undefined) throw new Error('empty');
    const extra = { ...first, leaves: 'nested' } as const;
    const other = { ...first, table: 'other' };
    const extended = extendCatalogue([extra, other]);
    expect(extended).toHaveLength(CATALOGUE.length + 1);
    expect(extended).toContainEqual(extra);
    expect(extended).not.toContainEqual(first);
  });

  test('has a hash that does not depend on its order', () => {
    const hash = registryHash(CATALOGUE);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(registryHash([...CATALOGUE].reverse())).toBe(hash);
    expect(registryHash(CATALOGUE.slice(1))).not.toBe(hash);
  });

  test('says what lies outside of it', () => {
    expect(OUTSIDE.length).toBeGreaterThan(0);
  });
});
