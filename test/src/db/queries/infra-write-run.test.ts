import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readFreshness } from '../../../../src/db/queries/infra-read-current.ts';
import {
  countFailedRuns,
  insertRun,
  insertRunCollectors,
  type RunRecord,
} from '../../../../src/db/queries/infra-write-run.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const rig = useInfraDatabase();

function run(minute: number, status: RunRecord['status'], host = 'h'): RunRecord {
  const startedAt = new Date(Date.UTC(2026, 10, 23, 0, minute));
  const rest = { trigger: 'cron', toolVersion: 't', rootHash: null, stats: [{ a: 1 }] } as const;
  return { runId: randomUUID(), host, status, startedAt, finishedAt: startedAt, ...rest };
}

test('failed runs are counted back to the last that was well', async () => {
  expect(await countFailedRuns(rig.database, 'h')).toBe(0);
  const statuses = ['failed', 'ok', 'partial', 'failed', 'partial'] as const;
  for (const [minute, status] of statuses.entries())
    await insertRun(rig.database, run(minute, status));
  await insertRun(rig.database, run(9, 'failed', 'other'));
  expect(await countFailedRuns(rig.database, 'h')).toBe(3);
  await insertRun(rig.database, run(10, 'ok'));
  expect(await countFailedRuns(rig.database, 'h')).toBe(0);
});

test('how collectors ended makes what they say fresh, or not', async () => {
  const look = async (
    minute: number,
    status: string,
    error: string | null = null,
  ): Promise<void> => {
    const record = run(minute, 'ok', 'fresh');
    await insertRun(rig.database, record);
    const rest = { durationMs: 1, entities: 2, redactions: 3, error };
    const one = { collector: 'c', status, observedAt: record.startedAt, ...rest };
    await insertRunCollectors(rig.database, record, [one]);
  };
  const fresh = async (): Promise<unknown> => (await readFreshness(rig.database, 'fresh'))[0];
  await look(1, 'ok');
  const okMs = Date.UTC(2026, 10, 23, 0, 1);
  expect(await fresh()).toMatchObject({ lastOkMs: okMs, lastStatus: 'ok', unavailableRuns: 0 });
  await look(2, 'failed', 'why');
  expect(await fresh()).toMatchObject({ lastOkMs: okMs, lastStatus: 'failed', lastError: 'why' });
  await look(3, 'unavailable');
  await look(4, 'unavailable');
  expect(await fresh()).toMatchObject({ lastOkMs: okMs, unavailableRuns: 2, lastError: null });
  await look(5, 'partial');
  expect(await fresh()).toMatchObject({ lastOkMs: okMs + 240_000, unavailableRuns: 0 });
});
