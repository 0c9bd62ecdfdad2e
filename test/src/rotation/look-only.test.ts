import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { lookOnly } from '../../../src/rotation/look-only.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
beforeEach(async () => {
  world = await RotationWorld.create(server);
});
afterEach(async () => world.close());
afterAll(async () => server.stop());

test('a look ends with what was concluded from it', async () => {
  await world.addModels();
  const report = await world.run({}, async (input) =>
    lookOnly(input, ({ total }) => ({ outcome: 'planned', message: `${total.old} old` })),
  );
  expect(report).toMatchObject({ outcome: 'planned', message: '6 old', changed: false });
});

test('a look that fails is told, and a fault of the program is thrown', async () => {
  const cut = await world.run({}, async (input) => {
    input.session.sever();
    return lookOnly(input, () => ({ outcome: 'planned', message: '' }));
  });
  expect(cut).toMatchObject({ outcome: 'unreachable', plan: null });
  const faulty = world.run({}, async (input) =>
    lookOnly(input, () => {
      throw new TypeError('a bug');
    }),
  );
  await expect(faulty).rejects.toThrow('a bug');
});
