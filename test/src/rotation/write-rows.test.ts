import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ColumnRow } from '../../../src/db/queries/rotation-column.ts';
import { readPage } from '../../../src/db/queries/rotation-read-rows.ts';
import { PlainDigest } from '../../../src/rotation/plain-digest.ts';
import { RotationRun } from '../../../src/rotation/rotation-run.ts';
import { findTargets, type Target } from '../../../src/rotation/target.ts';
import { treatRows, type TreatedRow, type Treatment } from '../../../src/rotation/treat-rows.ts';
import { ValuePolicy } from '../../../src/rotation/value-policy.ts';
import { writeRows } from '../../../src/rotation/write-rows.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { rotationOptions } from '../../support/rotation-literals.ts';
import { RotationWorld, type RunParts } from '../../support/rotation-world.ts';

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

function treat(
  { input }: RotationRun,
  target: Target,
  rows: readonly ColumnRow[],
): { page: TreatedRow[]; treatment: Treatment } {
  const policy = new ValuePolicy(input.keys, input.options);
  const treatment = { policy, digest: new PlainDigest() };
  return { page: treatRows(target, rows, treatment), treatment };
}

/** As if somebody had changed the rows since they were read. */
function stale(rows: readonly ColumnRow[]): ColumnRow[] {
  return rows.map(({ pk, text }) => ({ pk, text: text.replace('}', ', "gone": 1}') }));
}

const PLAIN = { model_id: 'm-9', litellm_params: '{"a": "b"}' };

describe('a page', () => {
  test('is parted into what was written and what was kept', async () => {
    await world.addModels();
    await world.insert('LiteLLM_ProxyModelTable', PLAIN);
    await inRun(async (run, target, rows) => {
      const { page, treatment } = treat(run, target, rows);
      const { written, kept, contended, counts } = await writeRows(run, target, page, treatment);
      expect([written.length, kept.length, contended.length]).toEqual([3, 1, 0]);
      expect(counts).toMatchObject({ rows: 4, values: 7, rewritten: 6, old: 0, plain: 1 });
      expect(run.batches).toBe(1);
    });
  });

  test('with nothing due is not written', async () => {
    await world.insert('LiteLLM_ProxyModelTable', PLAIN);
    await inRun(async (run, target, rows) => {
      const { page, treatment } = treat(run, target, rows);
      await writeRows(run, target, page, treatment);
      expect(run.batches).toBe(0);
    });
  });

  test('that changed meanwhile is read again', async () => {
    await world.addModels();
    await inRun(async (run, target, rows) => {
      const { page, treatment } = treat(run, target, stale(rows));
      const { counts, written } = await writeRows(run, target, page, treatment);
      expect(counts).toMatchObject({ rows: 3, rewritten: 6, conflicts: 3, retries: 3 });
      expect(written.every(({ text }) => !text.includes('gone'))).toBe(true);
    });
  });

  test('that changes again and again is left as it is', async () => {
    await world.addModels();
    const options = { maxRetries: 0 };
    await inRun(
      async (run, target, rows) => {
        const { page, treatment } = treat(run, target, stale(rows));
        const { counts, contended } = await writeRows(run, target, page, treatment);
        expect(contended).toHaveLength(3);
        expect(counts).toMatchObject({ rewritten: 0, old: 6, conflicts: 3, retries: 0 });
      },
      { options },
    );
  });

  test('with values that no key opens stops the run, unless they are to be skipped', async () => {
    await world.addModel('m-1', { rest: `, "x": "${seal('x', 'sk-nobody')}"` });
    await inRun(async (run, target, rows) => {
      const { page, treatment } = treat(run, target, rows);
      await expect(writeRows(run, target, page, treatment)).rejects.toThrow(/no key opens 1 value/);
    });
    await inRun(
      async (run, target, rows) => {
        const { page, treatment } = treat(run, target, rows);
        const { counts } = await writeRows(run, target, page, treatment);
        expect(counts).toMatchObject({ rewritten: 2, skipped: 1, foreign: 1 });
      },
      { options: { skipUndecryptable: true } },
    );
  });
});
