import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { openHome, type Home } from '../../../../src/db/embedded/home.ts';
import {
  isAlive,
  isPostmasterOf,
  markOf,
  readPostmasterPid,
  removeStaleLocks,
  stopPostmaster,
} from '../../../../src/db/embedded/postmaster.ts';
import { EmbeddedFolders } from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
afterAll(async () => folders.remove());

let home: Home;
beforeEach(() => {
  home = openHome(folders.create());
  mkdirSync(home.data);
});

function leavePidFile(pid: number, isOld: boolean): void {
  const file = join(home.data, 'postmaster.pid');
  writeFileSync(file, `${pid}\n/proc/self/fd/3\n`);
  writeFileSync(join(home.data, '.s.PGSQL.5432.lock'), `${pid}\n`);
  if (isOld) utimesSync(file, 1_000, 1_000);
}

describe('the process of a server', () => {
  test('is the one of its pid file, when there is one that makes sense', () => {
    expect(readPostmasterPid(home.data)).toBeNull();
    writeFileSync(join(home.data, 'postmaster.pid'), '');
    expect(readPostmasterPid(home.data)).toBeNull();
    leavePidFile(4_711, false);
    expect(readPostmasterPid(home.data)).toBe(4_711);
  });

  test('is known by what it was started with, not by its number', () => {
    const args = ['-c', 'exec sleep 60', 'sh', markOf(home.data)];
    const imitation = spawn('/bin/sh', ['-c', 'read line', 'sh', markOf(home.data)]);
    const other = spawn('/bin/sh', args.slice(0, 2));
    expect(isPostmasterOf(imitation.pid ?? 0, home.data)).toBe(true);
    expect(isPostmasterOf(other.pid ?? 0, home.data)).toBe(process.platform !== 'linux');
    imitation.kill();
    other.kill();
  });

  test('is not stopped when it is not ours', async () => {
    expect(await stopPostmaster(home.data, systemClock, 1_000)).toBe(true);
    leavePidFile(process.pid, false);
    expect(await stopPostmaster(home.data, systemClock, 1_000)).toBe(false);
  });

  test('is alive or not, whoever it belongs to', () => {
    expect(isAlive(1)).toBe(true);
    expect(isAlive(spawnSync('/bin/true').pid)).toBe(false);
  });
});

describe('lock files that a crash left', () => {
  test('are removed when their number is another process, and they are not fresh', () => {
    leavePidFile(process.pid, true);
    removeStaleLocks(home, systemClock);
    expect(readdirSync(home.data)).toEqual([]);
  });

  test('are left while a server may just be starting', () => {
    leavePidFile(process.pid, false);
    removeStaleLocks(home, systemClock);
    expect(readdirSync(home.data)).toHaveLength(2);
  });

  test('are left to PostgreSQL when their process is gone', () => {
    leavePidFile(spawnSync('/bin/true').pid, true);
    removeStaleLocks(home, systemClock);
    expect(readdirSync(home.data)).toHaveLength(2);
  });
});
