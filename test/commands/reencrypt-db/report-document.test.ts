import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openReport, reportDocument } from '../../../commands/reencrypt-db/report-document.ts';
import { rotationPlan, rotationReport } from '../../support/rotation-literals.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-report-');
});
afterEach(() => removeTempDir(dir));

test('a report is one line of JSON that names its version', () => {
  const document = reportDocument(rotationReport(), 'plan');
  expect(document.trimEnd()).not.toContain('\n');
  expect(JSON.parse(document)).toMatchObject({
    ...{ schema: 'llmgw.reencrypt/v1', action: 'plan', runId: 'run-1', outcome: 'nothing-to-do' },
  });
});

test('columns without a row are not listed among those that were searched', () => {
  const place = { table: 'T', sampled: 1, hits: 0 };
  const scan = [
    { ...place, column: 'empty', rows: 0 },
    { ...place, column: 'full', rows: 9 },
  ];
  const document = reportDocument(rotationReport({ plan: rotationPlan({ scan }) }), 'plan');
  expect(JSON.parse(document)).toMatchObject({ plan: { scan: [{ column: 'full', rows: 9 }] } });
});

test('its file is for its owner alone', () => {
  openReport(dir, 'report.json').write('{}\n');
  expect(readFileSync(join(dir, 'report.json'), 'utf8')).toBe('{}\n');
  expect(statSync(join(dir, 'report.json')).mode & 0o777).toBe(0o600);
});

test('a file that cannot be written is known before the run', () => {
  mkdirSync(join(dir, 'folder'));
  for (const path of ['folder', 'missing/report.json']) {
    expect(() => openReport(dir, path)).toThrow(expect.objectContaining({ code: 'E_IO' }));
  }
});
