import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { createFindUserBudget } from '../../../../src/db/queries/find-user-budget.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(db, 'UserTable', {
    ...{ user_id: 'u1', spend: 2, max_budget: 5, budget_duration: '1d' },
    budget_reset_at: '2026-01-02 00:00:00',
  });
}, 30_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

async function find(id: string) {
  return createFindUserBudget(await readCatalog(db))(db, id);
}

test('finds what a user spent, and when that begins anew', async () => {
  expect(await find('u1')).toMatchObject({
    spend: 2,
    limits: { maxBudget: 5, resetAtMs: Date.UTC(2026, 0, 2) },
  });
  expect((await find('u1'))?.snapshot.xmax).toBeGreaterThan(0);
  expect(await find(`' OR ''='`)).toBeNull();
});

test('does without the table', async () => {
  await run(db, 'DROP TABLE "LiteLLM_UserTable" CASCADE');
  expect(await find('u1')).toBeNull();
});
