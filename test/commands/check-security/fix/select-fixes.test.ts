import { expect, test } from '@jest/globals';
import { selectFixes } from '../../../../commands/check-security/fix/select-fixes.ts';
import type { Edit, Fix } from '../../../../src/security/rule.ts';
import type { ScanFinding } from '../../../../src/security/scan.ts';

function replace(start: number, end: number, text = 'x', file = 'a'): Edit {
  return { kind: 'replace', file, span: { start, end }, text };
}

function finding(...edits: readonly Edit[]): ScanFinding {
  const repair: Fix = { class: 'safe', title: 't', edits };
  return { code: 'LGW310', name: 'n', severity: 'warning', message: 'm', repair };
}

function chosen(...findings: readonly ScanFinding[]): readonly number[] {
  const all = selectFixes(findings, () => true);
  return all.map((repair) => findings.indexOf(repair.finding));
}

test('what overlaps waits as a whole', () => {
  const first = finding(replace(0, 4));
  const both = finding(replace(3, 5), replace(9, 10));
  expect(chosen(first, both, finding(replace(9, 10)))).toEqual([0, 2]);
});

test('the same edit twice, other files and appended lines are no conflict', () => {
  const append: Edit = { kind: 'append', file: 'a', line: 'x' };
  expect(
    chosen(
      finding(replace(0, 4)),
      finding(replace(0, 4)),
      finding(replace(0, 4, 'y', 'b')),
      finding(append),
    ),
  ).toEqual([0, 1, 2, 3]);
});

test('two insertions at one place are one', () => {
  expect(chosen(finding(replace(4, 4)), finding(replace(4, 4, 'y')))).toEqual([0]);
});

test('what may not be done is left', () => {
  expect(selectFixes([finding(replace(0, 1))], () => false)).toEqual([]);
  expect(chosen({ ...finding(), repair: null }, finding())).toEqual([]);
});
