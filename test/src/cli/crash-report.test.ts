import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeCrashReport } from '../../../src/cli/crash-report.ts';

test('without a state folder the report goes to the temporary files, for its owner only', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'llmgw-crash-'));
  const file = writeCrashReport('Error: x', cwd) ?? '';
  expect(dirname(file)).toBe(tmpdir());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(file);
  rmSync(cwd, { recursive: true });
});
