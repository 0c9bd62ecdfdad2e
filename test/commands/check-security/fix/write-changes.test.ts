import { readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readOriginal } from '../../../../commands/check-security/fix/original-file.ts';
import type { FileChange } from '../../../../commands/check-security/fix/plan-fixes.ts';
import { writeChanges } from '../../../../commands/check-security/fix/write-changes.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder().write('a.txt', '\uFEFFold', 0o640);
});

afterEach(() => folder.remove());

function change(path: string, text: string, mode: number | null = null): FileChange {
  const original = readOriginal(folder.path, path);
  if (original === null) throw new Error(path);
  return { path, original, text, mode };
}

test('the mode and the byte-order mark stay, and nothing is left behind', () => {
  writeChanges(folder.path, [change('a.txt', 'new')]);
  expect([folder.read('a.txt'), folder.mode('a.txt')]).toEqual(['\uFEFFnew', 0o640]);
  expect(readdirSync(folder.path)).toEqual(['a.txt']);
});

test('a mode can be all that changes', () => {
  writeChanges(folder.path, [change('a.txt', 'old', 0o600)]);
  expect([folder.read('a.txt'), folder.mode('a.txt')]).toEqual(['\uFEFFold', 0o600]);
});

test('a new env file is private, another one is not', () => {
  writeChanges(folder.path, [change('.env', 'A=1\n'), change('.gitignore', '.env\n')]);
  expect([folder.mode('.env'), folder.mode('.gitignore')]).toEqual([0o600, 0o644]);
});

test('a link stays a link', () => {
  symlinkSync('a.txt', join(folder.path, 'link'));
  writeChanges(folder.path, [change('link', 'new')]);
  expect([readlinkSync(join(folder.path, 'link')), folder.read('a.txt')]).toEqual([
    'a.txt',
    '\uFEFFnew',
  ]);
});

test('a file that changed meanwhile stops all of it', () => {
  const changes = [change('b.txt', 'b'), change('a.txt', 'new')];
  folder.write('a.txt', 'somebody else');
  expect(() => writeChanges(folder.path, changes)).toThrow(
    expect.objectContaining({ code: 'E_IO' }),
  );
  expect(readdirSync(folder.path)).toEqual(['a.txt']);
});

test('where one file cannot be laid beside, none is changed', () => {
  const changes = [change('a.txt', 'new'), change('nowhere/b.txt', 'b')];
  expect(() => writeChanges(folder.path, changes)).toThrow(
    expect.objectContaining({ code: 'E_IO' }),
  );
  expect(folder.read('a.txt')).toBe('\uFEFFold');
  expect(readdirSync(folder.path)).toEqual(['a.txt']);
});
