import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { statusRotation } from '../../../src/rotation/status-rotation.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { NEXT, OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
beforeEach(async () => {
  world = await RotationWorld.create(server);
  await world.addModels();
  await world.addModel('m-4', { key: NEXT, rest: ', "a": "gpt-4o", "b": "*"' });
});
afterEach(async () => world.close());
afterAll(async () => server.stop());

test('values are counted by the key that opens them, whichever keys are at hand', async () => {
  const report = await world.run({ old: [OLD, NEXT], next: null }, statusRotation);
  const [first = '', second = ''] = report.plan?.kids.old ?? [];
  expect(report.outcome).toBe('planned');
  expect(report.message).toContain(`6 on key ${first}`);
  expect(report.message).toContain(`2 on key ${second}`);
  expect(report.message).toContain('2 in clear, 0 that none of these keys opens');
});

test('without any key it tells how many values there are', async () => {
  const report = await world.run({ old: [], next: null }, statusRotation);
  expect(report.message).toBe('10 values: 2 in clear, 8 that none of these keys opens');
});
