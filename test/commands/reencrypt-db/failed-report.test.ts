import { expect, test } from '@jest/globals';
import { failedReport } from '../../../commands/reencrypt-db/failed-report.ts';
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
  const report = failedReport(FACTS, thrown);
  expect(report).toMatchObject({ ...FACTS, outcome, changed: false, plan: null });
  expect(report.message).toMatch(message);
  expect(report.next.length).toBeGreaterThan(0);
});

test('a fault of the program is told without its text', () => {
  const report = failedReport(FACTS, new Error('canary'));
  expect(report.outcome).toBe('failed');
  expect(JSON.stringify(report)).not.toContain('canary');
});
