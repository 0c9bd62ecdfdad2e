import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openManagement, type ManagementBench } from '../../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../../support/postgres.ts';

let server: TestPostgres;
let bench: ManagementBench;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server);
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

const permissions = async () => bench.sql('SELECT * FROM "LiteLLM_ObjectPermissionTable"');

test('permissions are a row that later changes go into, and no second one', async () => {
  const body = { object_permission: { agents: ['a'] } };
  const { key } = await bench.ok('POST /key/generate', { body });
  await bench.ok('POST /key/update', {
    body: { key, object_permission: { vector_stores: ['v'] } },
  });
  expect(await permissions()).toMatchObject([{ agents: ['a'], vector_stores: ['v'] }]);
});

test('a soft budget makes a tier only where the key has none', async () => {
  await bench.ok('POST /budget/new', { body: { budget_id: 'b' } });
  const made = await bench.ok('POST /key/generate', { body: { budget_id: 'b', soft_budget: 3 } });
  expect(made.budget_id).toBe('b');
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_BudgetTable"')).toHaveLength(1);
});

test('a key that cannot be written leaves nothing behind', async () => {
  const before = await permissions();
  const body = { object_permission: { agents: ['b'] }, project_id: 'nobody' };
  expect((await bench.call('POST /key/generate', { body })).status).toBe(400);
  expect(await permissions()).toEqual(before);
});
