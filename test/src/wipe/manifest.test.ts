import { expect, test } from '@jest/globals';
import { LITELLM_TABLES } from '../../../src/db/litellm/tables.ts';
import { runSql } from '../../support/wipe-database.ts';
import { plan, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('sorts out what goes, what stays and what stands in the way', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(
    url,
    `CREATE TABLE "LiteLLM_LibTVTable" (id int); CREATE TABLE _prisma_migrations (id int);
     CREATE SCHEMA app; CREATE TABLE app.users (token text REFERENCES public."LiteLLM_VerificationToken");
     CREATE VIEW "MonthlyGlobalSpend" AS SELECT 1 FROM "LiteLLM_SpendLogs"; CREATE VIEW report AS SELECT 1 FROM "MonthlyGlobalSpend"`,
  );
  const { manifest } = await plan(database);
  expect(manifest.targets.map(({ name }) => name).sort()).toEqual(
    LITELLM_TABLES.map(({ name }) => name).sort(),
  );
  expect(manifest.targets.map(({ oid }) => oid)).toEqual(
    manifest.targets.map(({ oid }) => oid).sort((a, b) => a - b),
  );
  expect(manifest.kept.map(({ name, origin }) => [name, origin])).toEqual([
    ['LiteLLM_LibTVTable', 'foreign'],
    ['_prisma_migrations', 'migrations'],
  ]);
  expect(manifest.otherSchemas).toEqual(['app']);
  expect(manifest.hindrances).toEqual([
    {
      kind: 'foreign-key',
      by: 'app.users',
      on: 'LiteLLM_VerificationToken',
      name: 'users_token_fkey',
    },
  ]);
  expect(manifest.childrenFirst.indexOf('LiteLLM_JWTKeyMapping')).toBeLessThan(
    manifest.childrenFirst.indexOf('LiteLLM_VerificationToken'),
  );
  const all = await plan(database, { scope: 'all', withMigrations: true });
  expect(all.manifest.views).toEqual(['MonthlyGlobalSpend']);
  expect(all.manifest.targets.some(({ name }) => name === '_prisma_migrations')).toBe(true);
  expect(all.manifest.hindrances.map(({ by }) => by)).toEqual(['app.users', 'public.report']);
});

test("a scope whose tables are referred to by LiteLLM's own others is hindered too", async () => {
  const { database } = await rig.newDatabase();
  const { manifest } = await plan(database, { scope: 'tables', tables: ['LiteLLM_BudgetTable'] });
  expect(manifest.hindrances.map(({ by }) => by)).toEqual(
    expect.arrayContaining(['public.LiteLLM_VerificationToken']),
  );
});
