import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeKey, viewKey } from '../../../../../src/routes/management/keys/key-view.ts';
import {
  openManagement,
  pretendWork,
  type ManagementBench,
} from '../../../../support/management.ts';
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

test('a key is shown with its tier and its permissions, as far as there are any', async () => {
  const { database, catalog } = bench;
  const work = { ...pretendWork(), catalog };
  await bench.ok('POST /budget/new', { body: { budget_id: 'b', max_budget: 2 } });
  const row = { token: 't', budget_id: 'b', object_permission_id: null };
  expect(await viewKey(work, database, row)).toMatchObject({
    token: 't',
    litellm_budget_table: { max_budget: 2 },
    object_permission: null,
  });
  expect(await describeKey(work, database, row)).not.toHaveProperty('token');
  const gone = { token: 't', budget_id: 'gone' };
  expect(await viewKey(work, database, gone)).toMatchObject({ litellm_budget_table: null });
});
