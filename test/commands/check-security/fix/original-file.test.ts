import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isLink, readOriginal } from '../../../../commands/check-security/fix/original-file.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

test('what can be edited, and what cannot', () => {
  const folder = new ScanFolder({ a: 'x' }).write('b', Buffer.from([0xff])).write('c', '\0');
  symlinkSync('a', join(folder.path, 'link'));
  symlinkSync('nowhere', join(folder.path, 'broken'));
  const read = (path: string) => readOriginal(folder.path, path);
  expect(read('a')).toMatchObject({ text: 'x', mark: 'none', mode: 0o600 });
  expect(read('link')?.target).toMatch(/\/a$/);
  expect(read('new')).toMatchObject({ text: '', mode: null });
  expect([read('b'), read('c'), read('broken'), read('.')]).toEqual([null, null, null, null]);
  expect(['a', 'link', 'broken', 'new'].map((path) => isLink(folder.path, path))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  folder.remove();
});
