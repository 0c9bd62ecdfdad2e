import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createCluster } from '../../../../src/db/embedded/create-cluster.ts';
import { openHome, readMajor } from '../../../../src/db/embedded/home.ts';
import { EmbeddedFolders, faultOf, findPrograms, makeCluster } from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
afterAll(async () => folders.remove());

describe('a new data folder', () => {
  test('appears whole, private, with nothing beside it, not even what a killed one left', async () => {
    const { folder } = openHome(folders.create());
    mkdirSync(join(folder, `new-${spawnSync('/bin/true').pid}-left`));
    const home = await makeCluster(folder);
    expect(readdirSync(folder)).toEqual(['data']);
    const found = statSync(home.data);
    expect(found.mode & 0o777).toBe(0o700);
    expect(found.uid).toBe(home.account?.uid ?? process.getuid?.());
    expect(readMajor(home.data)).toBe((await findPrograms(home)).major);
  }, 30_000);

  test('gives way to one that was quicker', async () => {
    const home = openHome(folders.create());
    mkdirSync(home.data);
    writeFileSync(join(home.data, 'here first'), '');
    const programs = await findPrograms(home);
    await createCluster(home, { ...programs, initdb: '/bin/true', postgres: '/bin/true' }, 30_000);
    expect(readdirSync(home.folder)).toEqual(['data']);
    expect(readdirSync(home.data)).toEqual(['here first']);
  }, 30_000);

  test('that cannot be made is told, logged, and cleared away', async () => {
    const home = openHome(folders.create());
    const programs = await findPrograms(home);
    const failing = { ...programs, initdb: '/bin/false' };
    const fault = await faultOf(async () => createCluster(home, failing, 30_000));
    expect(fault.code).toBe('E_IO');
    expect(readdirSync(home.folder)).toEqual(['server.log']);
  });
});
