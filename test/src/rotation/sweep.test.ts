import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { RotationRun } from '../../../src/rotation/rotation-run.ts';
import { sweep } from '../../../src/rotation/sweep.ts';
import { findTargets } from '../../../src/rotation/target.ts';
import type { RotationProgress } from '../../../src/rotation/types.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated } from '../../support/rotation-invariants.ts';
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

test('a sweep rewrites what is due, a transaction a page; the next one finds nothing', async () => {
  await world.addModels();
  const before = await world.state();
  const xids = new Set<string>();
  const progress = (event: RotationProgress): void => {
    if (event.kind === 'transaction') xids.add(event.xid);
  };
  await world.lend({ options: { batch: 2 }, progress }, async (input) => {
    const run = new RotationRun(input);
    const { due } = await findTargets(input.session, 'public', input.options);
    expect(await sweep(run, due, () => 3)).toEqual({ rewritten: 6, left: 0 });
    expect(await sweep(run, due, () => 3)).toEqual({ rewritten: 0, left: 0 });
    expect(run).toMatchObject({ batches: 2, hasCommitted: true, modelsDone: 3 });
    expect(run.sum(({ rewritten }) => rewritten)).toBe(6);
    expect(run.verify).toMatchObject({ bad: 0, oldLeft: 0 });
  });
  expect(xids.size).toBe(2);
  expectRotated(before, await world.state());
});
