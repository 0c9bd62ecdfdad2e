import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ingest, type IngestRun } from '../../../commands/ingest-state/ingest.ts';
import type { IngestOptions } from '../../../commands/ingest-state/ingest-options.ts';
import { readKnown } from '../../../src/infra/known-facts.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { useInfraDatabase } from '../../support/infra-database.ts';
import { HOST, snapshot, thing } from '../../support/infra-store.ts';

const rig = useInfraDatabase();
let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

const options: IngestOptions = {
  ...{
    print: null,
    only: null,
    skip: [],
    host: HOST,
    timeoutMs: 1_000,
    dryRun: false,
    output: null,
  },
  ...{ ping: null, jitterMs: 0, skipIfRunning: false, tolerate: 0, maxGone: null, keepMs: null },
  ...{ summary: false, gateway: null, files: [], repos: [] },
  database: { urlEnv: null, urlFile: null, schema: null },
};

function runOf(parts: Partial<IngestRun> = {}, keys: readonly string[] = ['a', 'b']): IngestRun {
  const look = async () =>
    snapshot(Date.UTC(2026, 10, 23), { entities: keys.map((key) => thing(key)) });
  return {
    ...{ options, context: place.context, runId: randomUUID(), database: rig.database, look },
    failpoint: () => undefined,
    ...parts,
  };
}

async function known(): Promise<readonly string[]> {
  return [...(await readKnown(rig.database, HOST)).facts.entities.keys()];
}

test.each(['collected', 'stored'])(
  'a run that dies when it has %s stores nothing',
  async (point) => {
    const failpoint = (name: string): void => {
      if (name === point) throw new Error(`failpoint ${name}`);
    };
    await expect(ingest(runOf({ failpoint }))).rejects.toThrow('failpoint');
    expect(await known()).toEqual([]);
  },
);

test('two at once: one stores, the other is told; afterwards the lock is free', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let looking = (): void => undefined;
  const started = new Promise<void>((resolve) => (looking = resolve));
  const run = runOf();
  const slow = ingest({
    ...run,
    look: async (host) => {
      looking();
      await held;
      return run.look(host);
    },
  });
  await started;
  expect(await ingest(runOf())).toMatchObject({ locked: true, stored: null });
  release();
  expect(await slow).toMatchObject({ locked: false, stored: { status: 'ok' } });
  expect(await known()).toEqual(['thing\ta', 'thing\tb']);
  expect(await ingest(runOf())).toMatchObject({ locked: false });
});

test('a refused run leaves the facts, and is counted as failed', async () => {
  const strict = { ...options, maxGone: 0.1 };
  await expect(ingest(runOf({ options: strict }, []))).rejects.toMatchObject({ code: 'E_REFUSED' });
  expect(await known()).toHaveLength(2);
  const text = `SELECT status FROM llmgw.infra_runs ORDER BY finished_at DESC, status LIMIT 1`;
  const { rows } = await rig.database.query({ name: 'look', text });
  expect(rows).toEqual([{ status: 'failed' }]);
});

test('a dry run takes everything back, and needs no database', async () => {
  const dry = { ...options, dryRun: true };
  const report = await ingest(runOf({ options: dry }, ['c']));
  expect(report.stored?.sources).toMatchObject([{ inserted: 1, gone: 2 }]);
  expect(await known()).toHaveLength(2);
  const alone = await ingest(runOf({ options: dry, database: null }, ['c']));
  expect(alone.stored?.sources).toMatchObject([{ inserted: 1, gone: 0 }]);
});
