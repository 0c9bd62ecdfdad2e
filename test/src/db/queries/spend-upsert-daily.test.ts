import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { readSpendLayout } from '../../../../src/db/queries/spend-read-layout.ts';
import { upsertDailySpend, type DailyRow } from '../../../../src/db/queries/spend-upsert-daily.ts';
import { dailyRows } from '../../../../src/spend/daily-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { spendEvent } from '../../../support/spend-events.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function upsert(rows: readonly DailyRow[]): Promise<void> {
  const layout = await readSpendLayout(database);
  await database.transaction(async (tx) => upsertDailySpend(tx, layout, rows, 0));
}

test('a line is made, then added to, and is never one of NULLs', async () => {
  await upsert(dailyRows([spendEvent()]));
  await upsert(dailyRows([spendEvent({ modelGroup: 'renamed' })]));
  const { rows } = await database.query({
    name: 'test',
    text: 'SELECT * FROM "LiteLLM_DailyTagSpend" ORDER BY tag',
  });
  expect(rows).toMatchObject([
    { tag: 'blue', api_requests: 2, spend: 0.25, request_id: 'request-1', updated_at: new Date(0) },
    { tag: 'green', api_requests: 2, mcp_namespaced_tool_name: '', endpoint: '/chat/completions' },
  ]);
  expect(rows.flatMap((row) => Object.values(row))).not.toContain(null);
});

test('rows that are one line for the table become one', async () => {
  const rows = dailyRows([spendEvent({ model: 'm' }), spendEvent({ model: 'm', modelGroup: 'x' })]);
  await upsert(rows.filter(({ target }) => target === 'user'));
  const found = await database.query({
    name: 'test',
    text: `SELECT api_requests FROM "LiteLLM_DailyUserSpend" WHERE model = 'm'`,
  });
  expect(found.rows).toEqual([{ api_requests: 2 }]);
});
