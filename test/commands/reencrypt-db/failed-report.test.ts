import { expect, test } from '@jest/globals';
import { reportThrown, RotationFault } from '../../../commands/reencrypt-db/failed-report.ts';
import { LlmgwError } from '../../../src/core/errors.ts';
import { databaseTimeout } from '../../../src/db/database-fault.ts';
import { QueryFault } from '../../../src/db/query-fault.ts';

const FACTS = {
  ...{ runId: 'run-1', startedAt: '2026-11-23T03:31:38.000Z', durationMs: 5, format: 'keep' },
  mode: 'atomic' as const,
};

test.each([
  [databaseTimeout('db:5432/x', 500), 'unreachable', 'db:5432/x: no answer within 500 ms'],
  [new QueryFault('lock', { code: '55P03' }), 'busy', /a lock was not to be had/],
  [new QueryFault('read', { code: '57014' }), 'unreachable', /took too long/],
  [new QueryFault('write', { code: '42501' }), 'refused', /may not do that/],
  [new QueryFault('write', { code: '53100' }), 'failed', /disk of the server is full/],
  [new LlmgwError('E_IO', 'no room'), 'failed', 'no room'],
])('%p is told as %s', (thrown, outcome, message) => {
  const report = reportThrown(FACTS, thrown);
  expect(report).toMatchObject({ ...FACTS, outcome, changed: false, plan: null });
  expect(report.message).toMatch(message);
  expect(report.next.length).toBeGreaterThan(0);
});

test('the code of an error of ours is kept', () => {
  expect(reportThrown(FACTS, new LlmgwError('E_IO', 'no room')).error).toBe('E_IO');
});

test('a fault of the program is thrown on, with a report that does not hold its text', () => {
  const cause = new Error('canary');
  let thrown: unknown = null;
  try {
    reportThrown(FACTS, cause);
  } catch (fault) {
    thrown = fault;
  }
  if (!(thrown instanceof RotationFault)) throw new Error('nothing of the kind was thrown');
  expect(thrown.cause).toBe(cause);
  expect(thrown.report.outcome).toBe('failed');
  expect(JSON.stringify(thrown.report)).not.toContain('canary');
});
