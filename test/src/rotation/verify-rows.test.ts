import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ColumnRow } from '../../../src/db/queries/rotation-column.ts';
import { readPage } from '../../../src/db/queries/rotation-read-rows.ts';
import { PlainDigest } from '../../../src/rotation/plain-digest.ts';
import { RotationRun } from '../../../src/rotation/rotation-run.ts';
import { findTargets, type Target } from '../../../src/rotation/target.ts';
import { Verifier } from '../../../src/rotation/verify-rows.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { rotationOptions } from '../../support/rotation-literals.ts';
import { NEXT, OLD, RotationWorld, type RunParts } from '../../support/rotation-world.ts';

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

const ONLY = ['LiteLLM_ProxyModelTable'];

async function modelTarget(): Promise<Target> {
  const options = rotationOptions({ only: ONLY });
  const [target] = (await findTargets(world.database, 'public', options)).due;
  if (target === undefined) throw new Error('no target');
  return target;
}

/** Runs `work` in a transaction, with the rows of the models' table. */
async function inRun(
  work: (run: RotationRun, target: Target, rows: readonly ColumnRow[]) => Promise<void>,
  parts: RunParts = {},
): Promise<void> {
  const target = await modelTarget();
  await world.lend(parts, async (input) => {
    const run = new RotationRun(input);
    await run.input.session.begin();
    const bounds = { rows: 100, bytes: 1e6 };
    await work(run, target, await readPage(run.input.session, target.column, null, bounds));
    await run.input.session.rollback();
  });
}

describe('a verifier', () => {
  test('counts what the new key opens, and what only an old one does', async () => {
    const rest = `, "x": "${seal(seal('x', OLD), NEXT)}", "p": "plain"`;
    await world.addModel('m-1', { key: NEXT, rest });
    await world.addModel('m-2', { key: OLD });
    await inRun(async (run, target, rows) => {
      const verifier = new Verifier(run.input.keys, new PlainDigest());
      verifier.readRows(target, rows);
      expect([verifier.checked, verifier.oldLeft]).toEqual([3, 2]);
    });
  });

  test('reads a column page by page, and tells how far it is', async () => {
    await world.addModels();
    const told: string[] = [];
    await inRun(
      async (run, target) => {
        const verifier = new Verifier(run.input.keys, new PlainDigest());
        await verifier.readColumn(run, target, 3);
        expect(verifier.oldLeft).toBe(6);
      },
      {
        options: { batch: 2 },
        failpoint: (name) => void told.push(name),
        progress: (event) => {
          if (event.kind === 'rows') told.push(`${event.done}/${event.total}`);
        },
      },
    );
    expect(told).toEqual(['2/3', 'verify.mid', '3/3', 'verify.mid']);
  });
});
