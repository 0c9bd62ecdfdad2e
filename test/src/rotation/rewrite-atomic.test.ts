import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated, expectUntouched } from '../../support/rotation-invariants.ts';
import { OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
  for (let n = 0; n < 10; n++) {
    const litellm_params = `{"api_key": "${seal(`key ${n}`, OLD)}"}`;
    await world.insert('LiteLLM_ProxyModelTable', { model_id: `m-${n}`, litellm_params });
  }
});

afterEach(async () => world.close());
afterAll(async () => server.stop());

test('pages overlap, and every row is written once', async () => {
  const before = await world.state();
  const rows: number[] = [];
  const report = await world.run({
    options: { batch: 3 },
    progress: (event) => {
      if (event.kind === 'phase' && event.phase === 'rewrite') rows.length = 0;
      if (event.kind === 'rows') rows.push(event.done);
    },
  });
  expect(report).toMatchObject({ outcome: 'done', batches: 4, verify: { checked: 10, bad: 0 } });
  expect(rows.slice(0, 4)).toEqual([3, 6, 9, 10]);
  expect(report.maxLockMs).toBeGreaterThan(0);
  expectRotated(before, await world.state());
});

test('a trigger that spoils what is written makes the verification fail, and all is rolled back', async () => {
  await world.sql(`CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.model_id = 'm-3' THEN NEW.litellm_params = '{"api_key": "spoiled"}'; END IF;
    RETURN NEW; END $$`);
  await world.sql(`CREATE TRIGGER spoil BEFORE UPDATE ON "LiteLLM_ProxyModelTable"
    FOR EACH ROW EXECUTE FUNCTION spoil()`);
  const before = await world.state();
  const report = await world.run();
  expect(report).toMatchObject({
    ...{ outcome: 'verification-failed', changed: false, columns: [] },
    verify: { checked: 9, bad: 1, oldLeft: 0 },
    message: expect.stringContaining('LiteLLM_ProxyModelTable.litellm_params'),
  });
  expectUntouched(before, await world.state());
});

test('a trigger that keeps the old value is found too', async () => {
  await world.sql(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RETURN NULL; END $$`);
  await world.sql(`CREATE TRIGGER keep BEFORE UPDATE ON "LiteLLM_ProxyModelTable"
    FOR EACH ROW EXECUTE FUNCTION keep()`);
  const report = await world.run({ options: { maxRetries: 1 } });
  expect(report).toMatchObject({ outcome: 'verification-failed', verify: { oldLeft: 10 } });
});

test('readers go on, and writers wait until it is committed', async () => {
  const other = await RotationWorld.at(world.url);
  const order: string[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  let reading: Promise<unknown> = Promise.resolve();
  let checked = false;
  await world.run({
    failpoint: (name) => {
      order.push(name);
      if (name !== 'page.after_update' || checked) return;
      checked = true;
      reading = other.sql('SELECT count(*) FROM "LiteLLM_ProxyModelTable"');
      writing = other
        .sql(`UPDATE "LiteLLM_ProxyModelTable" SET model_name = 'x' WHERE model_id = 'm-0'`)
        .then(() => order.push('written'));
    },
  });
  await reading;
  await writing;
  await other.close();
  expect(order.indexOf('written')).toBeGreaterThan(order.indexOf('commit.sent'));
});

test('whoever stops while a page is being kept on disk finds nothing of it written', async () => {
  const before = await world.state();
  const stop = new AbortController();
  let kept = 0;
  const report = await world.run({
    signal: stop.signal,
    options: { batch: 3 },
    backup: {
      add: () => undefined,
      seal: async () => {
        kept += 1;
        stop.abort();
        await setTimeout(20);
        return { path: '', sha256: '', bytes: 0 };
      },
    },
  });
  expect(report).toMatchObject({ outcome: 'interrupted', changed: false, batches: 1 });
  expect(kept).toBe(1);
  expectUntouched(before, await world.state());
});
