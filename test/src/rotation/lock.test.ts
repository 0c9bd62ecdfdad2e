import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { RotationProgress } from '../../../src/rotation/types.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated, expectUntouched } from '../../support/rotation-invariants.ts';
import { OLD, RotationWorld } from '../../support/rotation-world.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let server: TestPostgres;
let world: RotationWorld;
let other: Client;
let pid: number;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
  const litellm_params = `{"api_key": "${seal('key', OLD)}"}`;
  await world.insert('LiteLLM_ProxyModelTable', { model_id: 'm-1', litellm_params });
  other = new Client({ connectionString: world.url });
  await other.connect();
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  pid = rows[0]?.pid ?? 0;
});

afterEach(async () => {
  await other.end();
  await world.close();
});
afterAll(async () => server.stop());

const HURRIED = { options: { lockTimeoutMs: 50 } };

/** Waits that pass at once. */
function leapingClock(): { clock: VirtualClock; waits: number[] } {
  const clock = new VirtualClock();
  const waits: number[] = [];
  const setTimer = clock.setTimer.bind(clock);
  clock.setTimer = (ms, fire) => {
    waits.push(ms);
    const timer = setTimer(ms, fire);
    setImmediate(() => clock.advance(ms));
    return timer;
  };
  return { clock, waits };
}

describe('a writer in the way', () => {
  test('is waited for longer and longer, then named; nothing was written', async () => {
    const before = await world.state();
    await other.query('BEGIN');
    await other.query('UPDATE "LiteLLM_Config" SET param_value = param_value');
    const { clock, waits } = leapingClock();
    const told: RotationProgress[] = [];
    const report = await world.run({
      ...{ ...HURRIED, clock },
      progress: (event) => {
        if (event.kind === 'waiting') told.push(event);
      },
    });
    expect(report).toMatchObject({ outcome: 'busy', changed: false, batches: 0 });
    expect(report.message).toContain(`pid ${pid}`);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(told.map((event) => event.kind === 'waiting' && event.attempt)).toEqual([1, 2, 3, 4]);
    await other.query('ROLLBACK');
    expectUntouched(before, await world.state());
  });

  test('that goes away lets the run go on', async () => {
    const before = await world.state();
    await other.query('BEGIN');
    await other.query('UPDATE "LiteLLM_Config" SET param_value = param_value');
    const { clock } = leapingClock();
    let freed: Promise<unknown> = Promise.resolve();
    const report = await world.run({
      ...{ ...HURRIED, clock },
      progress: (event) => {
        if (event.kind === 'waiting' && event.attempt === 1) freed = other.query('ROLLBACK');
      },
    });
    await freed;
    expect(report).toMatchObject({ outcome: 'done' });
    expectRotated(before, await world.state());
  });

  test('that holds a row is named as well', async () => {
    const before = await world.state();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM "LiteLLM_ProxyModelTable" FOR UPDATE');
    const report = await world.run(HURRIED);
    expect(report).toMatchObject({ outcome: 'busy', changed: false });
    expect(report.message).toContain(`pid ${pid}`);
    await other.query('ROLLBACK');
    expectUntouched(before, await world.state());
  });

  test('is waited for in online mode too', async () => {
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM "LiteLLM_ProxyModelTable" FOR UPDATE');
    const { clock } = leapingClock();
    let freed: Promise<unknown> = Promise.resolve();
    const report = await world.run({
      clock,
      options: { ...HURRIED.options, mode: 'online', acceptMixedState: true },
      progress: (event) => {
        if (event.kind === 'waiting') freed = other.query('ROLLBACK');
      },
    });
    await freed;
    expect(report).toMatchObject({ outcome: 'done' });
  });
});

describe('another run', () => {
  test('is told of, with its pid; then one works and the others end', async () => {
    const before = await world.state();
    const worlds = await Promise.all([1, 2, 3].map(async () => RotationWorld.at(world.url)));
    const reports = await Promise.all(worlds.map(async (one) => one.run()));
    for (const one of worlds) await one.close();
    const outcomes = reports.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((one) => !['done', 'busy', 'nothing-to-do'].includes(one))).toEqual([]);
    expectRotated(before, await world.state());
  });

  test('stands in the way of this one only while it is connected', async () => {
    await other.query(`SELECT pg_advisory_lock(hashtext('llmgw-maintenance'), hashtext('public'))`);
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'busy', plan: null });
    expect(report.message).toContain(`pid ${pid}`);
    await other.query('SELECT pg_advisory_unlock_all()');
    expect(await world.run()).toMatchObject({ outcome: 'done' });
  });
});
