import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Collected } from '../../../../commands/check-security/collect/collected.ts';
import { planFixes } from '../../../../commands/check-security/fix/plan-fixes.ts';
import type { Edit } from '../../../../src/security/rule.ts';
import type { ScanFinding } from '../../../../src/security/scan.ts';
import { projectOf } from '../../../support/rule-cases.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder({ 'a.txt': 'one two', '.gitignore': 'x\n' });
});

afterEach(() => folder.remove());

const collected: Collected = {
  project: projectOf({ 'a.txt': 'one two' }),
  ...{ skipped: {}, before: null, narrowedTo: null, isWhole: true },
};

function finding(edits: readonly Edit[], fixClass: 'safe' | 'unsafe' = 'safe'): ScanFinding {
  const repair = { class: fixClass, title: 't', edits };
  return { code: 'LGW310', name: 'n', severity: 'warning', message: 'm', repair };
}

/** Finds each word as long as it is there. */
function plan(words: Readonly<Record<string, Edit[]>>, unsafe = false) {
  const inspect = ({ project }: Collected) => {
    const text = project.files.find(({ path }) => path === 'a.txt')?.text ?? '';
    const found = Object.entries(words).filter(([word]) => text.includes(word));
    return { findings: found.map(([, edits]) => finding(edits)), suppressed: [] };
  };
  return planFixes(collected, { cwd: folder.path, unsafe, inspect });
}

const UPPER: Edit = { kind: 'replace', file: 'a.txt', span: { start: 0, end: 3 }, text: 'ONE' };

test('rounds go on until nothing is left, and nothing is written', () => {
  const later: Edit = { kind: 'replace', file: 'a.txt', span: { start: 4, end: 7 }, text: 'TWO' };
  const { changes, after, repairs } = plan({ one: [UPPER], 'ONE two': [later] });
  expect(changes).toMatchObject([{ path: 'a.txt', text: 'ONE TWO', mode: null }]);
  expect([after.findings.length, repairs.length]).toEqual([0, 2]);
  expect(folder.read('a.txt')).toBe('one two');
});

test('a line goes to the end of a file that was not read for the scan', () => {
  const { changes } = plan({ one: [UPPER, { kind: 'append', file: '.gitignore', line: '.env' }] });
  expect(changes.find(({ path }) => path === '.gitignore')?.text).toBe('x\n.env\n');
});

test('no line is added behind a link that nobody named', () => {
  symlinkSync('a.txt', join(folder.path, '.dockerignore'));
  const append: Edit = { kind: 'append', file: '.dockerignore', line: '.env' };
  expect(plan({ one: [UPPER, append] }).changes).toEqual([]);
});

test('fixes that undo each other come to an end', () => {
  const lower: Edit = { ...UPPER, text: 'one' };
  expect(plan({ one: [UPPER], ONE: [lower] }).repairs.length).toBeLessThanOrEqual(10);
});

test('a file that is not as it was read is not touched', () => {
  folder.write('a.txt', 'other');
  expect(plan({ one: [UPPER] }).changes).toEqual([]);
});

test('a file whose bytes would be lost is not touched', () => {
  folder.write('a.txt', Buffer.from([0x6f, 0xff]));
  expect(plan({ one: [UPPER] }).changes).toEqual([]);
});

test('what can change what works is only done when asked for', () => {
  const inspect = () => ({ findings: [finding([UPPER], 'unsafe')], suppressed: [] });
  const options = { cwd: folder.path, inspect };
  expect(planFixes(collected, { ...options, unsafe: false }).repairs).toEqual([]);
  expect(planFixes(collected, { ...options, unsafe: true }).repairs).toHaveLength(1);
});

test('a mode is a change of its own', () => {
  const inspect = ({ project }: Collected) => {
    const isOpen = project.files[0]?.mode === 0o644;
    const edits: Edit[] = [{ kind: 'chmod', file: 'a.txt', mode: 0o600 }];
    return { findings: isOpen ? [finding(edits)] : [], suppressed: [] };
  };
  folder.write('a.txt', 'one two', 0o644);
  const { changes } = planFixes(collected, { cwd: folder.path, unsafe: false, inspect });
  expect(changes).toMatchObject([{ path: 'a.txt', mode: 0o600, text: 'one two' }]);
});
