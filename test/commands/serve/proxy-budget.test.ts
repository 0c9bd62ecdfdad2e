import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { keepProxyBudget } from '../../../commands/serve/proxy-budget.ts';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { QueryFault } from '../../../src/db/query-fault.ts';
import { run } from '../../support/access-rows.ts';
import { captureLogger } from '../../support/captured-logger.ts';
import { gatewayConfig, type ConfigParts } from '../../support/config-literals.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

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
beforeEach(async () => run(database, 'DELETE FROM "LiteLLM_UserTable"'));

async function keep(settings: ConfigParts['database'] = {}, on = database) {
  const log = await captureLogger();
  const catalog = await readCatalog(database);
  const parts = {
    config: gatewayConfig({ database: settings }),
    context: { clock: new VirtualClock() },
  };
  await keepProxyBudget({ ...parts, database: on, catalog, logger: log.logger });
  return log;
}

async function row() {
  const text = `SELECT max_budget, budget_duration, budget_reset_at, spend FROM "LiteLLM_UserTable"
                 WHERE user_id = 'litellm-proxy-budget'`;
  return (await database.query({ name: 'test', text })).rows[0];
}

test('a gateway without a budget has no row', async () => {
  await keep();
  expect(await row()).toBeUndefined();
});

test('a budget is written down, with the end of its period', async () => {
  await keep({ maxBudget: 5, budgetDuration: '30d' });
  const reset = new Date(Date.UTC(2026, 1, 1));
  const first = { max_budget: 5, budget_duration: '30d', budget_reset_at: reset, spend: 0 };
  expect(await row()).toEqual(first);
});

test('what was spent stays; only another duration begins another period', async () => {
  await keep({ maxBudget: 5, budgetDuration: '30d' });
  const moved = '2026-01-20 00:00:00';
  await run(database, `UPDATE "LiteLLM_UserTable" SET spend = 3, budget_reset_at = '${moved}'`);
  await keep({ maxBudget: 7, budgetDuration: '30d' });
  const kept = { budget_duration: '30d', budget_reset_at: new Date(`${moved}Z`), spend: 3 };
  expect(await row()).toEqual({ max_budget: 7, ...kept });
  await keep({ maxBudget: 7 });
  expect(await row()).toMatchObject({ budget_duration: null, budget_reset_at: null, spend: 3 });
});

test('a table that cannot be written is told of, and nothing more', async () => {
  const query = async (): Promise<never> => {
    throw new QueryFault('insert', { code: '25006' });
  };
  const log = await keep({ maxBudget: 5 }, { ...database, schema: 'public', query });
  expect(log.text()).toContain('the budget of the gateway cannot be written down');
});
