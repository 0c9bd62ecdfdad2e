import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CATALOGUE, OUTSIDE, registryHash } from '../../../src/rotation/catalogue.ts';
import { meetServer } from '../../../src/rotation/connect.ts';
import { makePlan, type Planned } from '../../../src/rotation/plan.ts';
import { RotationRun } from '../../../src/rotation/rotation-run.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { OLD, RotationWorld, type RunParts } from '../../support/rotation-world.ts';

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

async function plan(parts: RunParts = {}): Promise<Planned> {
  return world.lend(parts, async (input) =>
    makePlan(new RotationRun(input), await meetServer(input)),
  );
}

describe('a plan', () => {
  test('tells the database, the keys, and what is elsewhere', async () => {
    await world.addModels();
    const { plan: made } = await plan();
    expect(made).toMatchObject({
      database: { schema: 'public', systemIdentifier: expect.stringMatching(/^\d+$/) },
      registryHash: registryHash(CATALOGUE),
      ...{ models: 3, pooled: false, liveSessions: [], outside: OUTSIDE },
      estimate: { seconds: 1, walBytes: 4_500 },
    });
    expect(made.scan.length).toBeGreaterThan(100);
    expect(made.scan.every(({ hits }) => hits === 0)).toBe(true);
  });

  test('counts each column by class, and each key', async () => {
    await world.addModel('m-1', { rest: ', "p": "gpt-4o", "s": "sk-abcdefgh", "e": ""' });
    const { total, kids, plan: made } = await plan();
    expect(total).toMatchObject({ rows: 1, values: 5, old: 2, plain: 1, plainSecret: 1, empty: 1 });
    expect([...kids]).toEqual([[made.kids.old[0], 2]]);
    expect(made.notes.map(({ class: kind, pointer }) => [kind, pointer])).toEqual([
      ['plain-secret', '/s'],
    ]);
  });

  test('counts old copies in the history apart', async () => {
    await world.insert('LiteLLM_AuditLog', { before_value: `{"a": "${seal('x', OLD)}"}` });
    expect(await plan()).toMatchObject({ historyOld: 1, total: { old: 0 } });
    const options = { includeHistory: true };
    expect(await plan({ options })).toMatchObject({ historyOld: 0, total: { old: 1 } });
  });
});
