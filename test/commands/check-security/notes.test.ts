import { expect, test } from '@jest/globals';
import { notesOf } from '../../../commands/check-security/notes.ts';
import type { Finding } from '../../../src/diagnostics/finding.ts';

const finding: Finding = {
  ...{ code: 'LGW203', name: 'x', severity: 'critical', message: 'm' },
  fix: { class: 'unsafe', title: 'make a new key' },
};
const today = '2026-11-23';

test('unsafe fixes that were not asked for are told, and only then', () => {
  const fix = { unsafe: false, dryRun: false };
  expect(notesOf({ findings: [finding] }, { fix, today })).toEqual([
    '1 unsafe fix left out: --fix=all makes it, --dry-run shows what changes',
  ]);
  expect(notesOf({ findings: [finding, finding] }, { fix, today })[0]).toMatch(/^2 unsafe fixes/);
  expect(notesOf({ findings: [finding] }, { fix: null, today })).toEqual([]);
  expect(notesOf({ findings: [finding] }, { fix: { ...fix, unsafe: true }, today })).toEqual([]);
  expect(notesOf({ findings: [] }, { fix, today })).toEqual([]);
});

test('advisories that are half a year old are told', () => {
  const [note] = notesOf({ findings: [] }, { fix: null, today: '2027-06-01' });
  expect(note).toBe('the advisories are of 2026-09-02: a newer version of llmgw may know more');
});
