import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  gitTop,
  runGit,
  splitNul,
  tryGit,
} from '../../../../commands/check-security/collect/git.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder({ 'a.txt': 'x' }).commit();
});

afterAll(() => folder.remove());

test('gives what git wrote, or nothing', async () => {
  const place = { cwd: folder.path, env: folder.env };
  expect(splitNul(await runGit(place, ['ls-files', '-z']))).toEqual(['a.txt']);
  expect(await gitTop(place)).toMatch(/llmgw-check-/);
  expect(await tryGit(place, ['no-such-command'])).toBeNull();
  expect(await tryGit({ ...place, env: { PATH: '/nonexistent' } }, ['status'])).toBeNull();
  expect(await gitTop({ ...place, cwd: '/' })).toBeNull();
  await expect(runGit(place, ['no-such-command'])).rejects.toMatchObject({ code: 'E_IO' });
});

test('parts that end with NUL', () => {
  expect(splitNul(Buffer.from('a\0b\0'))).toEqual(['a', 'b']);
  expect(splitNul(Buffer.from(''))).toEqual([]);
});
