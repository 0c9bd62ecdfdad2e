import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { createFindEndUser } from '../../../../src/db/queries/find-end-user.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

const HOSTILE = `'; DROP TABLE "LiteLLM_EndUserTable"; --`;

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(db, 'BudgetTable', { budget_id: 'b1', max_budget: 5, rpm_limit: 6 });
  await insertRow(db, 'EndUserTable', { user_id: 'c1', spend: 2, budget_id: 'b1', blocked: true });
  await insertRow(db, 'EndUserTable', { user_id: HOSTILE, spend: 3 });
}, 30_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

async function find(id: string) {
  return createFindEndUser(await readCatalog(db))(db, id);
}

test('finds an end user with the budget', async () => {
  expect(await find('c1')).toMatchObject({
    id: 'c1',
    blocked: true,
    spend: 2,
    limits: { maxBudget: 5, rpm: 6 },
    budgetId: 'b1',
  });
  expect(await find('c2')).toBeNull();
});

test('an id that looks like SQL is an id', async () => {
  expect(await find(HOSTILE)).toMatchObject({ id: HOSTILE, spend: 3, budgetId: null });
  expect(await find(`' OR ''='`)).toBeNull();
});

test('does without the budgets, and without the table', async () => {
  await run(db, 'DROP TABLE "LiteLLM_BudgetTable" CASCADE');
  expect(await find('c1')).toMatchObject({ spend: 2, limits: { maxBudget: null } });
  await run(db, 'DROP TABLE "LiteLLM_EndUserTable" CASCADE');
  expect(await find('c1')).toBeNull();
});
