import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import type { TablePlace } from '../../../../src/db/queries/manage-rows.ts';
import { sumSpend, sumSpendByDay, sumSpendByKey } from '../../../../src/db/queries/manage-spend.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
let place: TablePlace;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  place = { catalog: await readCatalog(database), table: 'LiteLLM_SpendLogs' };
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, "user", model, spend, "startTime", "endTime")
      VALUES ('1', 'x', 'k1', 'u', 'm', 1.5, '2026-01-01 23:59:59.999', now()),
             ('2', 'x', 'k2', NULL, 'm', 2, '2026-01-02', now()),
             ('3', 'x', 'k1', 'u', 'm', 4, '2026-01-02', now())`,
  });
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('sums by day of UTC, user and model', async () => {
  expect(await sumSpendByDay(database, place, [])).toEqual([
    { day: '2026-01-01', user: 'u', model: 'm', spend: 1.5 },
    { day: '2026-01-02', user: '', model: 'm', spend: 2 },
    { day: '2026-01-02', user: 'u', model: 'm', spend: 4 },
  ]);
});

test('sums since a moment, also of nothing', async () => {
  expect(await sumSpend(database, place, new Date('2026-01-02T00:00:00Z'))).toBe(6);
  expect(await sumSpend(database, place, new Date('2027-01-01T00:00:00Z'))).toBe(0);
});

test('the dearest keys first', async () => {
  const since = new Date('2026-01-01T00:00:00Z');
  expect(await sumSpendByKey(database, place, { since, limit: 1 })).toEqual([
    { api_key: 'k1', spend: 5.5 },
  ]);
});
