import { expect, test } from '@jest/globals';
import { writeReports } from '../../../commands/check-security/write-reports.ts';
import type { Report } from '../../../src/diagnostics/report.ts';
import { captureIo } from '../../support/io.ts';

const REPORT: Report = {
  ...{ command: 'check-security', version: '0', findings: [], suppressed: [], rules: [] },
  ...{ files: [], skipped: {}, live: [], elapsedMs: 0 },
};

test('nothing goes to stdout when a file cannot be written', () => {
  const { io, stdout } = captureIo();
  const outputs = [
    { format: 'text', file: '-' },
    { format: 'json', file: '/nonexistent/x' },
  ] as const;
  expect(() => writeReports(REPORT, outputs, { io, sourceOf: () => null })).toThrow(
    expect.objectContaining({ code: 'E_IO' }),
  );
  expect(stdout()).toBe('');
});

test('a summary page that cannot be written is told', () => {
  const { io } = captureIo({ env: { GITHUB_STEP_SUMMARY: '/nonexistent/x' } });
  const outputs = [{ format: 'github', file: '-' }] as const;
  expect(() => writeReports(REPORT, outputs, { io, sourceOf: () => null })).toThrow(
    expect.objectContaining({ code: 'E_IO', where: 'GITHUB_STEP_SUMMARY' }),
  );
});
