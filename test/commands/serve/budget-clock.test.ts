import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { BudgetClock } from '../../../commands/serve/budget-clock.ts';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let server: TestPostgres;
let database: Database;
let log: CapturedLogger;
let forgotten: unknown[];
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
beforeEach(async () => {
  log = await captureLogger();
  forgotten = [];
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function makeClock(on: Database = database): Promise<BudgetClock> {
  return new BudgetClock({
    context: { clock: new VirtualClock() },
    config: gatewayConfig(),
    database: on,
    catalog: await readCatalog(database),
    access: { forget: (entity) => void forgotten.push(entity) },
    logger: log.logger,
  });
}

test('a budget whose time is over begins anew, and what was cached of it is forgotten', async () => {
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_VerificationToken" (token, spend, budget_duration, budget_reset_at)
           VALUES ('due', 5, '1d', '2001-01-01'), ('later', 5, '1d', '2999-01-01')`,
  });
  await (await makeClock()).run();
  const { rows } = await database.query({
    name: 'test',
    text: 'SELECT token, spend FROM "LiteLLM_VerificationToken" ORDER BY token',
  });
  expect(rows).toEqual([
    { token: 'due', spend: 0 },
    { token: 'later', spend: 5 },
  ]);
  expect(forgotten).toEqual([{ kind: 'key', id: 'due' }]);
});

test('a database that is away is told, and not the end', async () => {
  const away = openTestDatabase('postgresql://u@127.0.0.1:1/db');
  await (await makeClock(away)).run();
  await away.close();
  await log.lines();
  expect(log.text()).toContain('budgets could not be looked at');
});
