import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newRunId, readLastRun, RunLog } from '../../../commands/reencrypt-db/run-log.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let dir: string;
const clock = new VirtualClock(Date.UTC(2026, 10, 23, 3, 31, 38));

beforeEach(() => {
  dir = makeTempDir('llmgw-runs-');
});
afterEach(() => removeTempDir(dir));

function record(runId: string, events: readonly { event: string }[]): string {
  const log = RunLog.open(dir, runId, clock);
  for (const event of events) log.write(event);
  log.close();
  return log.file;
}

const START = { event: 'start', where: 'db:5432/litellm', mode: 'atomic' };

describe('a run log', () => {
  test('is a line of JSON for each event, for its owner alone', () => {
    const file = record('run-1', [START, { event: 'end' }]);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: '2026-11-23T03:31:38.000Z', ...START },
      { at: '2026-11-23T03:31:38.000Z', event: 'end' },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that cannot be made stops the run', () => {
    writeFileSync(join(dir, '.llmgw'), 'in the way');
    expect(() => RunLog.open(dir, 'run-1', clock)).toThrow(
      expect.objectContaining({ code: 'E_IO' }),
    );
  });
});

describe('the last run', () => {
  test('is the newest, with what it was about to commit', () => {
    record('20260101T000000-ffffff', [START, { event: 'end' }]);
    const phases = ['lock', 'commit'].map((phase) => ({ event: 'phase', phase }));
    const file = record('20260202T000000-000000', [
      ...[START, ...phases],
      { ...{ event: 'transaction' }, ...{ xid: '4711' } },
    ]);
    appendFileSync(file, '{"event":"end","outco');
    expect(readLastRun(dir)).toEqual({
      ...{ runId: '20260202T000000-000000', file, where: 'db:5432/litellm' },
      ...{ startedAt: '2026-11-23T03:31:38.000Z', phase: 'commit', xid: '4711', outcome: null },
    });
  });

  test('tells how it ended', () => {
    record('run-1', [START, { ...{ event: 'end' }, ...{ outcome: 'done' } }]);
    expect(readLastRun(dir)?.outcome).toBe('done');
  });

  test('is null where nothing was run', () => {
    expect(readLastRun(dir)).toBeNull();
  });
});

test('names of runs are in the order of time, and differ', () => {
  const [first, second] = [newRunId(clock), newRunId(clock)];
  expect(first).toMatch(/^20261123T033138-[0-9a-f]{6}$/);
  expect(first).not.toBe(second);
});
