import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listCommit, listIndex } from '../../../../commands/check-security/collect/list-tree.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder({ 'a b': 'x', 'deploy/c': 'y' });
  symlinkSync('a b', join(folder.path, 'link'));
  folder.commit();
});

afterAll(() => folder.remove());

test('files and no links, below the folder it is asked in', async () => {
  const place = { cwd: folder.path, env: folder.env };
  expect((await listIndex(place)).map(({ path }) => path)).toEqual(['a b', 'deploy/c']);
  const below = { ...place, cwd: join(folder.path, 'deploy') };
  expect((await listIndex(below)).map(({ path }) => path)).toEqual(['c']);
  expect((await listCommit(below, 'HEAD'))?.map(({ path }) => path)).toEqual(['c']);
  expect(await listCommit(place, 'HEAD')).toEqual(await listIndex(place));
});

test('a commit that is not there has nothing', async () => {
  expect(await listCommit({ cwd: folder.path, env: folder.env }, 'nowhere')).toBeNull();
});
