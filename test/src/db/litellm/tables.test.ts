import { expect, test } from '@jest/globals';
import { LITELLM_TABLES, TABLE_GROUPS } from '../../../../src/db/litellm/tables.ts';

test('every table has a group, those of later versions too', () => {
  expect(LITELLM_TABLES).toHaveLength(57);
  expect(TABLE_GROUPS.get('LiteLLM_SpendLogs')).toBe('spend');
  expect(TABLE_GROUPS.get('LiteLLM_MCPUserEnvVars')).toBe('config');
});

test('a name that only looks like one is not known', () => {
  expect(TABLE_GROUPS.has('LiteLLM_VideoTaskTable')).toBe(false);
  expect(TABLE_GROUPS.has('_prisma_migrations')).toBe(false);
});

test('no table is named twice', () => {
  expect(new Set(LITELLM_TABLES.map(({ name }) => name)).size).toBe(57);
});
