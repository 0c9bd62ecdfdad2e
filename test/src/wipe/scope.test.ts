import { describe, expect, test } from '@jest/globals';
import { TABLE_GROUPS } from '../../../src/db/litellm/tables.ts';
import { isMeant, parseTables, type SCOPES } from '../../../src/wipe/scope.ts';
import { aRequest } from '../../support/wipe-literals.ts';

const meant = (scope: keyof typeof SCOPES): string[] =>
  [...TABLE_GROUPS.keys()].filter((name) => isMeant(name, aRequest({ scope })));

test('data and all mean every table of LiteLLM, the others a part', () => {
  expect(meant('data')).toEqual([...TABLE_GROUPS.keys()]);
  expect(meant('all')).toEqual(meant('data'));
  expect(meant('models')).toEqual(['LiteLLM_ProxyModelTable']);
  expect(meant('keys')).toHaveLength(4);
  expect(meant('spend')).toEqual(
    expect.arrayContaining(['LiteLLM_SpendLogs', 'LiteLLM_ErrorLogs', 'LiteLLM_DailyUserSpend']),
  );
  expect(meant('spend')).not.toContain('LiteLLM_AuditLog');
});

test.each(['LiteLLM_VideoTaskTable', 'litellm_config', 'app_users', 'LiteLLM_'])(
  '%s is nobody we know',
  (name) => {
    for (const scope of ['data', 'all'] as const)
      expect(isMeant(name, aRequest({ scope }))).toBe(false);
  },
);

test('the migrations go only when that is said', () => {
  expect(isMeant('_prisma_migrations', aRequest({ scope: 'all' }))).toBe(false);
  expect(isMeant('_prisma_migrations', aRequest({ scope: 'data', withMigrations: true }))).toBe(
    false,
  );
  expect(isMeant('_prisma_migrations', aRequest({ scope: 'all', withMigrations: true }))).toBe(
    true,
  );
});

describe('--tables', () => {
  test('takes exact names', () => {
    const tables = parseTables('LiteLLM_SpendLogs, LiteLLM_Config,LiteLLM_Config');
    expect(tables).toEqual(['LiteLLM_Config', 'LiteLLM_SpendLogs']);
    const request = aRequest({ scope: 'tables', tables });
    expect([isMeant('LiteLLM_Config', request), isMeant('LiteLLM_UserTable', request)]).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    ['LiteLLM_*', 'exact names', 'write every name out'],
    ['LiteLLM_SpendLog', "none of LiteLLM's tables", 'LiteLLM_SpendLogs'],
    ['app_users', "none of LiteLLM's tables", 'never touched'],
    ['', "none of LiteLLM's tables", 'never touched'],
    [`x"; DROP TABLE y; --`, "none of LiteLLM's tables", 'never touched'],
  ])('refuses %j', (text, message, hint) => {
    expect(() => parseTables(text)).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
