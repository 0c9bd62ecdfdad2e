import {
  chmodSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openHome, readMajor } from '../../../../src/db/embedded/home.ts';
import { EmbeddedFolders, faultOf } from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
const shorts: string[] = [];
afterAll(async () => {
  await folders.remove();
  for (const short of shorts) rmSync(short, { recursive: true, force: true });
});

function deepHome(): ReturnType<typeof openHome> {
  const home = openHome(folders.create(2));
  shorts.push(home.socketFolder);
  return home;
}

describe('the home of a private server', () => {
  test('is made private, and the folder above is left as it is usual', () => {
    const home = openHome(folders.create());
    expect(statSync(home.folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(home.folder, '..')).mode & 0o777).toBe(0o777 & ~process.umask());
    expect(home.socketFolder).toBe(home.data);
    expect(home.socketSetting).toBe('.');
  });

  test('leaves the mode of a folder that is there already', () => {
    const folder = folders.create();
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    expect(statSync(openHome(folder).folder).mode & 0o777).toBe(0o755);
  });

  test('is the same by whatever path one comes', () => {
    const folder = folders.create();
    const home = openHome(folder);
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    expect(openHome(link)).toEqual(home);
  });

  test('has its socket in a short private folder where the path is too long for one', () => {
    const home = deepHome();
    expect(home.socketFolder).toMatch(/^\/tmp\/llmgw-\d+-[0-9a-f]{16}$/);
    expect(home.socketSetting).toBe(home.socketFolder);
    const found = lstatSync(home.socketFolder);
    expect(found.mode & 0o777).toBe(0o700);
    expect(found.uid).toBe(home.account?.uid ?? process.getuid?.());
    expect(openHome(home.folder).socketFolder).toBe(home.socketFolder);
  });

  test.each(['open to others', 'a link'])('refuses a socket folder that is %s', async (kind) => {
    const home = deepHome();
    if (kind === 'a link') {
      rmSync(home.socketFolder, { recursive: true });
      symlinkSync(home.folder, home.socketFolder);
    } else chmodSync(home.socketFolder, 0o777);
    const fault = await faultOf(() => openHome(home.folder));
    expect(fault.code).toBe('E_REFUSED');
    expect(fault.where).toBe(home.socketFolder);
    expect(fault.hint).toContain('remove it');
  });

  test('cannot be below a file', async () => {
    const folder = folders.create();
    writeFileSync(join(folder, '..', '..', 'file'), '');
    const fault = await faultOf(() => openHome(join(folder, '..', '..', 'file', 'postgres')));
    expect(fault.code).toBe('E_IO');
    expect(fault.message).toContain('cannot be used');
  });

  test('tells the version of its data, or that there is none', () => {
    const { data } = openHome(folders.create());
    expect(readMajor(data)).toBeNull();
    mkdirSync(data);
    expect(readMajor(data)).toBeNull();
    writeFileSync(join(data, 'PG_VERSION'), '17\n');
    expect(readMajor(data)).toBe(17);
  });

  test('takes no folder for data that holds something else', async () => {
    const { data } = openHome(folders.create());
    mkdirSync(data);
    writeFileSync(join(data, 'diary.txt'), 'mine');
    const fault = await faultOf(() => readMajor(data));
    expect(fault.code).toBe('E_IO');
    expect(fault.where).toBe(data);
  });
});
