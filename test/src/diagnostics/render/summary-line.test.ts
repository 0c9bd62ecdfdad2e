import { expect, test } from '@jest/globals';
import { summaryLine } from '../../../../src/diagnostics/render/summary-line.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

test('says all there is', () => {
  const report = sampleReport({
    findings: [
      sampleFinding(),
      sampleFinding({ severity: 'warning' }),
      sampleFinding({ severity: 'warning', code: 'LGW002', name: 'ignore-expired' }),
      sampleFinding({ severity: 'info' }),
    ],
  });
  expect(summaryLine(report)).toBe(
    '1 critical, 2 warnings, 1 info · 1 suppressed (1 expired) · 1 of 2 checks passed · 2 files (3 skipped) · 0.31 s',
  );
});

test('and is short when all is well', () => {
  expect(summaryLine(cleanReport({ elapsedMs: 1_204 }))).toBe('no findings · 2 files · 1.20 s');
});

test('counts one as one', () => {
  const report = cleanReport({
    findings: [sampleFinding({ severity: 'warning' })],
    files: [{ path: 'a', sha256: null }],
  });
  expect(summaryLine(report)).toBe('1 warning · 1 file · 0.31 s');
});
