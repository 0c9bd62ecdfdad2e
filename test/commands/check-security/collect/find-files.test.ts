import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFiles } from '../../../../commands/check-security/collect/find-files.ts';
import { ScanFolder } from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder({
    'a.yaml': 'a',
    'd/b.yaml': 'b',
    '.gitignore': '.env\n',
    '.env': 'A=1',
  });
  folder.commit();
});

afterAll(() => folder.remove());

function find(...paths: readonly string[]) {
  return findFiles({ cwd: folder.path, env: folder.env }, paths);
}

test('a folder and a file of it are each there once, the name wins', async () => {
  const { files, isGit } = await find('.', 'd/b.yaml', '.env');
  expect(isGit).toBe(true);
  expect(files).toHaveLength(4);
  expect(files.find(({ path }) => path === 'd/b.yaml')).toMatchObject({
    isNamed: true,
    origin: 'tracked',
  });
  expect(files.find(({ path }) => path === '.env')).toMatchObject({
    isNamed: true,
    origin: 'loose',
  });
});

test('a path that leads nowhere is told', async () => {
  await expect(find('a.yaml', 'nowhere')).rejects.toMatchObject({
    code: 'E_NO_INPUT',
    where: 'nowhere',
  });
});

test('outside of the folder, paths are whole', async () => {
  const { files } = await findFiles({ cwd: '/', env: folder.env }, [folder.path]);
  expect(files.map(({ path }) => path)).toContain(`${folder.path.slice(1)}/a.yaml`);
  const other = new ScanFolder();
  const outside = await findFiles({ cwd: other.path, env: folder.env }, [folder.path]);
  expect(outside.files.map(({ path }) => path)).toContain(`${folder.path}/a.yaml`);
  other.remove();
});
