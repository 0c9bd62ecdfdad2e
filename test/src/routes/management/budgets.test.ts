import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openManagement, type ManagementBench } from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

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

test('a tier is made, changed, shown, listed and removed; it is renewed after exactly its time', async () => {
  const body = { budget_id: 'tier', max_budget: 5, budget_duration: '7d', other: 1 };
  expect(await bench.ok('POST /budget/new', { body })).toMatchObject({
    budget_id: 'tier',
    budget_reset_at: '2026-01-08T00:00:00.000Z',
    warnings: [expect.stringContaining('other')],
  });
  expect((await bench.call('POST /budget/new', { body })).status).toBe(409);
  const changed = { budget_id: 'tier', budget_duration: null, rpm_limit: 2 };
  expect(await bench.ok('POST /budget/update', { body: changed })).toMatchObject({
    max_budget: 5,
    budget_duration: null,
    budget_reset_at: null,
    rpm_limit: 2,
  });
  const shown = await bench.ok('POST /budget/info', { body: { budgets: ['tier', 'nothing'] } });
  expect(shown).toMatchObject([{ budget_id: 'tier' }]);
  expect(await bench.ok('GET /budget/list')).toEqual(shown);
  const { token } = await bench.ok('POST /key/generate', { body: { budget_id: 'tier' } });
  await bench.ok('POST /budget/delete', { body: { id: 'tier' } });
  expect(await bench.ok('GET /budget/list')).toEqual([]);
  const { info } = await bench.ok('GET /key/info', { query: { key: token } });
  expect(info.budget_id).toBeNull();
  expect(bench.forgotten.filter(({ kind }) => kind === 'budget')).toHaveLength(3);
});

test('a tier that is not there is 404', async () => {
  const missing = { body: { budget_id: 'nothing', id: 'nothing' } };
  expect((await bench.call('POST /budget/update', missing)).status).toBe(404);
  expect((await bench.call('POST /budget/delete', missing)).status).toBe(404);
});
