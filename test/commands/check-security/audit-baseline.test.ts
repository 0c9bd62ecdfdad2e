import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { auditBaseline } from '../../../commands/check-security/audit-baseline.ts';
import type { Baseline } from '../../../src/diagnostics/baseline.ts';
import { captureIo } from '../../support/io.ts';

const entry = (fingerprint: string, label: 'unreviewed' | 'accepted' = 'unreviewed') => ({
  ...{ fingerprint, label, code: 'LGW310', name: 'hardcoded-loopback', file: 'a.yaml' },
});
const BASELINE: Baseline = {
  entries: [entry('1'), entry('2', 'accepted'), entry('3'), entry('4')],
};

async function answer(typed: string): Promise<readonly string[]> {
  const captured = captureIo();
  const io = { ...captured.io, stdin: Readable.from([typed]), stdinIsTty: true };
  const { entries } = await auditBaseline(BASELINE, io);
  expect(captured.stderr()).toContain('[1/3] LGW310 hardcoded-loopback\n  a.yaml');
  return entries.map(({ label }) => label);
}

test('each answer is the label of its entry', async () => {
  expect(await answer('m\nf\na\n')).toEqual(['must-fix', 'accepted', 'false-positive', 'accepted']);
});

test('an empty answer leaves one, q and the end of the input the rest', async () => {
  expect(await answer('\nf\nq\n')).toEqual([
    'unreviewed',
    'accepted',
    'false-positive',
    'unreviewed',
  ]);
  expect(await answer('a\n')).toEqual(['accepted', 'accepted', 'unreviewed', 'unreviewed']);
});

test('nobody is asked when there is nothing to decide, or nobody there', async () => {
  const { io } = captureIo();
  const decided = { entries: [entry('1', 'accepted')] };
  expect(await auditBaseline(decided, io)).toBe(decided);
  await expect(auditBaseline(BASELINE, io)).rejects.toMatchObject({ code: 'E_USAGE' });
});
