import { expect, test } from '@jest/globals';
import {
  exitOf,
  ingestDocument,
  renderSummary,
  renderTroubles,
  type IngestReport,
} from '../../../commands/ingest-state/report.ts';
import type { StoredSource } from '../../../src/infra/stored-sources.ts';
import { captureIo } from '../../support/io.ts';

const source: StoredSource = {
  ...{
    name: 'one',
    status: 'ok' as const,
    seen: 3,
    inserted: 1,
    updated: 0,
    unchanged: 2,
    gone: 1,
  },
  ...{ redactions: 0, ms: 5, error: null, warnings: [] },
};

function report(status: 'ok' | 'partial' | 'failed', failedRuns = 0): IngestReport {
  const stored = { runId: 'r', status, sources: [source], rootHash: 'h', warnings: [] };
  return { host: 'h1', runId: 'r', locked: false, dryRun: false, stored, failedRuns, pruned: null };
}

test.each([
  ['ok', 0, 0, 0],
  ['partial', 1, 0, 8],
  ['failed', 1, 0, 1],
  ['partial', 2, 2, 0],
  ['partial', 3, 2, 8],
] as const)(
  '%s for the %dth time, %d tolerated, exits with %d',
  (status, failed, tolerate, code) => {
    expect(exitOf(report(status, failed), tolerate)).toBe(code);
  },
);

test('a document for programs, a line for people', () => {
  expect(ingestDocument(report('ok'))).toMatchObject({
    schema: 'llmgw.ingest/v1',
    changed: 2,
    status: 'ok',
  });
  expect(renderSummary(report('ok'))).toBe(
    'ingest-state: h1: 3 things seen by one · 1 new, 0 changed, 1 gone\n',
  );
  const locked = { ...report('ok'), locked: true, stored: null };
  expect(renderSummary(locked)).toBe('ingest-state: another run is under way on h1\n');
  expect(ingestDocument(locked)).toMatchObject({ locked: true, status: 'skipped', sources: [] });
});

test('only what is wrong is told under cron', () => {
  const { paint } = captureIo().io.stderr;
  const stored = report('ok').stored;
  if (stored === null) throw new RangeError('none');
  expect(renderTroubles(stored, paint)).toBe('');
  const bad: StoredSource = { ...source, status: 'timeout', error: 'it did not end within 30 s' };
  expect(renderTroubles({ ...stored, sources: [source, bad] }, paint)).toBe(
    'one: timeout: it did not end within 30 s\n',
  );
});
