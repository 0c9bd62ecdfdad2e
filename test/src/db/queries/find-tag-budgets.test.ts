import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { createFindTagBudgets } from '../../../../src/db/queries/find-tag-budgets.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

const HOSTILE = `'; DROP TABLE "LiteLLM_TagTable"; --`;

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

async function find() {
  return createFindTagBudgets(await readCatalog(db))(db);
}

test('reads the tags that have a budget, and only those', async () => {
  expect((await find()).size).toBe(0);
  await insertRow(db, 'BudgetTable', { budget_id: 'b1', max_budget: 5 });
  await insertRow(db, 'BudgetTable', { budget_id: 'b2', rpm_limit: 5 });
  await insertRow(db, 'TagTable', { tag_name: 'limited', spend: 2, budget_id: 'b1' });
  await insertRow(db, 'TagTable', { tag_name: 'rated', budget_id: 'b2' });
  await insertRow(db, 'TagTable', { tag_name: 'free' });
  await insertRow(db, 'TagTable', { tag_name: HOSTILE, budget_id: 'b1' });
  const tags = await find();
  expect([...tags.keys()].sort()).toEqual([HOSTILE, 'limited'].sort());
  expect(tags.get('limited')).toMatchObject({ spend: 2, limits: { maxBudget: 5 } });
});

test('does without the tables', async () => {
  await run(db, 'DROP TABLE "LiteLLM_BudgetTable" CASCADE');
  expect((await find()).size).toBe(0);
  await run(db, 'DROP TABLE "LiteLLM_TagTable" CASCADE');
  expect((await find()).size).toBe(0);
});
