import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { planRotation } from '../../../src/rotation/plan-rotation.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectUntouched } from '../../support/rotation-invariants.ts';
import { RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
beforeEach(async () => {
  world = await RotationWorld.create(server);
  await world.addModels();
});
afterEach(async () => world.close());
afterAll(async () => server.stop());

describe('a plan', () => {
  test('counts what is due, names the next step, and writes nothing', async () => {
    const before = await world.state();
    const report = await world.run({}, planRotation);
    expect(report).toMatchObject({
      outcome: 'planned',
      changed: false,
      columns: [],
      models: { total: 3 },
    });
    expect(report.plan?.columns[0]).toMatchObject({ rows: 3, old: 6, values: 6 });
    expect(report.next.join(' ')).toContain(`--confirm ${report.plan?.confirmToken ?? ''}`);
    expectUntouched(before, await world.state());
  });

  test('is the same plan as long as nothing changes', async () => {
    const tokenOf = async () => (await world.run({}, planRotation)).plan?.confirmToken;
    const token = await tokenOf();
    expect(await tokenOf()).toBe(token);
    await world.addModel('m-4');
    expect(await tokenOf()).not.toBe(token);
  });

  test('can do without a new key', async () => {
    const report = await world.run({ next: null }, planRotation);
    expect(report).toMatchObject({ outcome: 'planned', plan: { kids: { next: null } } });
    expect(report.plan?.columns[0]).toMatchObject({ old: 6 });
  });

  test('says at once what would stop the run', async () => {
    const report = await world.run({ old: ['sk-other'] }, planRotation);
    expect(report).toMatchObject({ outcome: 'key-proof-failed', plan: { models: 3 } });
  });

  test('of what is done already has nothing to do', async () => {
    await world.run();
    expect(await world.run({}, planRotation)).toMatchObject({ outcome: 'nothing-to-do' });
  });
});
