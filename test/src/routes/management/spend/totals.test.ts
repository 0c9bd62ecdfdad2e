import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openManagement, type ManagementBench } from '../../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../../support/postgres.ts';

let server: TestPostgres;
let bench: ManagementBench;
let token: string;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server, { settings: { maxBudget: 100 } });
  ({ token } = await bench.ok('POST /key/generate', { body: { key_alias: 'dear', spend: 9 } }));
  await bench.ok('POST /user/new', { body: { user_id: 'u', spend: 3 } });
  const insert = async (id: string, key: string, start: string, spend: number) =>
    bench.sql(
      `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, "startTime", "endTime")
       VALUES ($1, 'acompletion', $2, $3, $4, $4)`,
      [id, key, spend, start],
    );
  await insert('old', token, '2025-11-01', 50);
  await insert('one', token, '2025-12-20', 3);
  await insert('two', token, '2025-12-31', 4);
  await insert('other', 'a hash without a row', '2025-12-31', 1);
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

test('what was spent in thirty days, beside the limit', async () => {
  expect(await bench.ok('GET /global/spend')).toEqual({ spend: 8, max_budget: 100 });
});

test('the dearest keys of thirty days, also those without a row', async () => {
  expect(await bench.ok('GET /global/spend/keys')).toEqual([
    {
      api_key: token,
      key_alias: 'dear',
      key_name: expect.stringMatching(/^sk-\.\.\./),
      total_spend: 7,
    },
    { api_key: 'a hash without a row', key_alias: null, key_name: null, total_spend: 1 },
  ]);
  expect(await bench.ok('GET /global/spend/keys', { query: { limit: '1' } })).toHaveLength(1);
});

test('keys and users by what their rows say', async () => {
  const keys = await bench.ok('GET /spend/keys');
  expect(keys[0]).toMatchObject({ token, spend: 9 });
  const users = await bench.ok('GET /spend/users', { query: { user_id: 'u' } });
  expect(users).toMatchObject([{ user_id: 'u', spend: 3 }]);
  expect(users[0].password).toBeUndefined();
});
