import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog, type Catalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import {
  advanceBudgets,
  findDueDurations,
  lockBudgetReset,
  resetMembers,
  resetOwners,
} from '../../../../src/db/queries/reset-budgets.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

const now = '2026-01-31T10:00:00.000';
const RESETS = [
  { duration: '1d', nextAt: '2026-02-01T00:00:00.000' },
  { duration: '1h', nextAt: '2026-01-31T11:00:00.000' },
];

let server: TestPostgres;
let database: Database;
let catalog: Catalog;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  catalog = await readCatalog(database);
  for (const text of [
    `INSERT INTO "LiteLLM_UserTable" (user_id, spend, budget_duration, budget_reset_at)
     VALUES ('a', 1, '1d', '2026-01-31'), ('b', 1, '1h', '2026-01-31'), ('c', 1, '1h', '2026-02-01')`,
    `INSERT INTO "LiteLLM_BudgetTable" (budget_id, budget_duration, created_by, updated_by)
     VALUES ('x', '1h', '', '')`,
    `INSERT INTO "LiteLLM_TeamMembership" (user_id, team_id, spend, budget_id)
     VALUES ('a', 't', 1, 'x'), ('b', 't', 1, 'x'), ('c', 't', 1, NULL)`,
  ]) {
    await database.query({ name: 'test', text });
  }
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('rows that are due are reset in parts, each to the end of its own period', async () => {
  const scope = { catalog, now, limit: 1 };
  expect([...(await findDueDurations(database, 'user', scope))].sort()).toEqual(['1d', '1h']);
  expect(await resetOwners(database, 'user', scope, RESETS)).toEqual(['a']);
  expect(await resetOwners(database, 'user', scope, RESETS)).toEqual(['b']);
  expect(await resetOwners(database, 'user', scope, RESETS)).toEqual([]);
  expect(await findDueDurations(database, 'user', scope)).toEqual([]);
});

test('rows of a budget are reset in parts, and only when they spent something', async () => {
  const scope = { catalog, now, limit: 10 };
  const budgetIds = await advanceBudgets(database, scope, RESETS);
  expect(budgetIds).toEqual(['x']);
  const members = { catalog, limit: 1, budgetIds, isDefault: false };
  expect(await resetMembers(database, 'team_member', members)).toEqual([['a', 't']]);
  expect(await resetMembers(database, 'team_member', members)).toEqual([['b', 't']]);
  expect(await resetMembers(database, 'team_member', members)).toEqual([]);
  expect(await resetMembers(database, 'model_access_group', members)).toEqual([]);
});

test('one of two has the lock', async () => {
  await database.transaction(async (tx) => {
    expect(await lockBudgetReset(tx, 'public')).toBe(true);
    await database.transaction(async (other) => {
      expect(await lockBudgetReset(other, 'public')).toBe(false);
      expect(await lockBudgetReset(other, 'elsewhere')).toBe(true);
    });
  });
});
