import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CommandContext } from '../../../commands/context.ts';
import { checkOwnSchema } from '../../../commands/doctor/check-own-schema.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { Secret } from '../../../src/core/secret.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { run } from '../../support/access-rows.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { snapshot, store } from '../../support/infra-store.ts';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const NOW = Date.UTC(2026, 10, 23);

/** The day stands still in it. */
class ClockedContext extends CommandContext {
  override readonly clock = { ...systemClock, wallMs: () => NOW };
}

let server: TestPostgres;
let place: Workplace;
let context: ClockedContext;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  place = enterWorkplace();
  context = new ClockedContext(place.captured.io, place.context.options);
  url = await server.createDatabase();
});
afterEach(async () => {
  await context.close();
  await place.leave();
});

async function check(databaseUrl: string | null = url, names?: readonly string[]) {
  const secret = databaseUrl === null ? null : new Secret(databaseUrl);
  const config = gatewayConfig({ general: { databaseUrl: secret } });
  const found = { config, findings: [], files: [] };
  const patient = { context, file: '', isBuiltIn: false, found, config };
  return checkOwnSchema(patient, (name) => names === undefined || names.includes(name));
}

async function ran(agoMs: number): Promise<void> {
  const database = openTestDatabase(url);
  await migrate(database);
  await store(database, snapshot(NOW - agoMs, { collector: 'host' }));
  await run(
    database,
    `INSERT INTO llmgw.audit (at, run_id, command) VALUES ('2026-11-20Z', 'a', 'nuke-db')`,
  );
  await database.close();
}

test('when it ran last, and what was wiped', async () => {
  await ran(300_000);
  expect(await check()).toEqual([
    { check: 'ingest-state', status: 'ok', detail: 'last run 5 min ago, 1 host' },
    { check: 'maintenance', status: 'info', detail: 'nuke-db 3 d ago' },
  ]);
  expect(await check(url, ['maintenance'])).toHaveLength(1);
  expect(await check(url, ['redis'])).toEqual([]);
});

test('a cron job that does not run any more', async () => {
  await ran(3 * 86_400_000);
  const [facts] = await check();
  expect(facts).toMatchObject({
    ...{ status: 'warning', detail: 'last run 3 d ago, 1 host' },
    help: expect.stringContaining('--print-crontab'),
  });
});

test('nothing of ours is there', async () => {
  expect(await check()).toEqual([
    { check: 'ingest-state', status: 'skipped', detail: 'it has never run' },
    { check: 'maintenance', status: 'skipped', detail: 'nothing was ever wiped here' },
  ]);
});

test('no database, and one that is away, are told by others', async () => {
  expect(await check(null)).toEqual([]);
  expect(await check('postgresql://u:p@127.0.0.1:1/x')).toEqual([]);
});
