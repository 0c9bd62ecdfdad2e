import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyRotation } from '../../../src/rotation/verify-rotation.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
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

describe('a verification', () => {
  test('counts what is on the new key and what is left', async () => {
    expect(await world.run({}, verifyRotation)).toMatchObject({
      ...{ outcome: 'done', changed: false, verify: { checked: 0, bad: 0, oldLeft: 6 } },
    });
    await world.run();
    expect(await world.run({}, verifyRotation)).toMatchObject({
      ...{ outcome: 'done', message: 'all 6 values open with the new key' },
      verify: { checked: 6, bad: 0, oldLeft: 0 },
    });
  });

  test('does without the old key', async () => {
    expect(await world.run({ old: [] }, verifyRotation)).toMatchObject({
      ...{ outcome: 'undecryptable', verify: { checked: 0, bad: 6 } },
    });
    await world.run();
    expect(await world.run({ old: [] }, verifyRotation)).toMatchObject({ outcome: 'done' });
  });

  test('passes over what is to be skipped', async () => {
    await world.addModel('m-4', { rest: `, "x": "${seal('x', 'sk-nobody')}"` });
    const options = { skipUndecryptable: true };
    await world.run({ options });
    expect(await world.run({}, verifyRotation)).toMatchObject({ outcome: 'undecryptable' });
    expect(await world.run({ options }, verifyRotation)).toMatchObject({ outcome: 'done' });
  });

  test('needs the new key', async () => {
    expect(await world.run({ next: null }, verifyRotation)).toMatchObject({ outcome: 'refused' });
  });
});
