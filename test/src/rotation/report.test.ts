import { describe, expect, test } from '@jest/globals';
import { LlmgwError } from '../../../src/core/errors.ts';
import { databaseTimeout } from '../../../src/db/database-fault.ts';
import type { Session } from '../../../src/db/database.ts';
import { QueryFault } from '../../../src/db/query-fault.ts';
import { reasonFor, reportOf } from '../../../src/rotation/report.ts';
import { RotationRun } from '../../../src/rotation/rotation-run.ts';
import { Stopped } from '../../../src/rotation/stopped.ts';
import { rotationOptions } from '../../support/rotation-literals.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function newRun(): RotationRun {
  return new RotationRun({
    ...{ session: {} as Session, schema: 'public', keys: { old: [], next: null } },
    ...{ clock: new VirtualClock(), options: rotationOptions(), runId: 'r', backup: null },
    ...{ failpoint: () => undefined, signal: new AbortController().signal },
    progress: () => undefined,
  });
}

describe('what was thrown is told', () => {
  test.each([
    ['55P03', 'busy'],
    ['57014', 'unreachable'],
    ['42501', 'refused'],
    ['25006', 'refused'],
    ['53100', 'failed'],
    ['XX000', 'failed'],
  ])('SQLSTATE %s as %s', (code, outcome) => {
    expect(reasonFor(new QueryFault('a-statement', { code }))).toMatchObject({ outcome });
  });

  test('a database that does not answer, with what to do', () => {
    expect(reasonFor(databaseTimeout('db:5432/x', 100))).toMatchObject({
      ...{ outcome: 'unreachable', next: [expect.stringContaining('network')] },
    });
  });

  test('an error of ours with its code', () => {
    const error = new LlmgwError('E_IO', 'no room', { hint: 'make room' });
    expect(reasonFor(error)).toEqual({
      ...{ outcome: 'failed', message: 'no room', error: 'E_IO', next: ['make room'] },
    });
  });

  test('a stop as its reason, and nothing else', () => {
    const reason = { outcome: 'busy', message: 'x' } as const;
    expect(reasonFor(new Stopped(reason))).toBe(reason);
    expect(reasonFor(new TypeError('a bug'))).toBeNull();
  });
});

describe('a report', () => {
  const reason = { outcome: 'failed', message: 'no room' } as const;

  test('of a run that wrote nothing says so', () => {
    expect(reportOf(newRun(), null, reason)).toMatchObject({
      ...{ outcome: 'failed', changed: false, columns: [], plan: null, xid: null },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0, rowsPerSecond: 0 },
      residue: { auditLogValues: null, deadTupleBytes: null },
    });
  });

  test('of a run that failed after a commit says that something stays', () => {
    const run = newRun();
    run.hasCommitted = true;
    const report = reportOf(run, null, reason);
    expect(report).toMatchObject({ outcome: 'partial', changed: true });
    expect(report.message).toContain('no room');
    expect(reportOf(run, null, { ...reason, outcome: 'interrupted' }).outcome).toBe('interrupted');
  });

  test('of a commit that nobody knows of says that', () => {
    expect(reportOf(newRun(), null, { ...reason, changed: null }).changed).toBeNull();
  });
});
