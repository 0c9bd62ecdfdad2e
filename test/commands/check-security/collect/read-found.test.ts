import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFound } from '../../../../commands/check-security/collect/read-found.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder().write('a', 'text', 0o640).write('b', '\0').write('d/c', 'x');
  symlinkSync('a', join(folder.path, 'link'));
});

afterAll(() => folder.remove());

function read(path: string, isNamed = false) {
  return readFound({ path, origin: 'loose', isNamed }, folder.path, { found: 3, named: 10 });
}

test('the text and the mode of a file', () => {
  expect(read('a', true)).toEqual({
    kind: 'text',
    facts: { path: 'a', text: 'text', mode: 0o640, origin: 'loose' },
  });
});

test('what is none', () => {
  expect(read('a')).toMatchObject({ kind: 'unread', file: { reason: 'too-large' } });
  expect(read('b')).toMatchObject({ kind: 'unread', file: { reason: 'binary' } });
  expect(read('x'.repeat(300))).toMatchObject({ kind: 'unread', file: { reason: 'unreadable' } });
  expect(read('nowhere')).toEqual({ kind: 'skipped', reason: 'gone' });
  expect(read('a/b')).toEqual({ kind: 'skipped', reason: 'gone' });
  expect(read('d')).toEqual({ kind: 'skipped', reason: 'gone' });
  expect(read('/dev/zero')).toEqual({ kind: 'skipped', reason: 'special' });
  expect(read('/dev/zero', true)).toEqual({ kind: 'skipped', reason: 'special' });
});

test('a link is followed when it is named', () => {
  expect(read('link')).toEqual({ kind: 'skipped', reason: 'symlink' });
  expect(read('link', true)).toMatchObject({ kind: 'text', facts: { text: 'text' } });
});
