import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import type { Home } from '../../../../src/db/embedded/home.ts';
import { launchServer } from '../../../../src/db/embedded/launch-server.ts';
import { pause } from '../../../../src/db/embedded/pause.ts';
import { stopPostmaster } from '../../../../src/db/embedded/postmaster.ts';
import { isTaken } from '../../../../src/db/embedded/start-fault.ts';
import {
  EmbeddedFolders,
  findPrograms,
  launchAndSit,
  makeCluster,
} from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
let home: Home;
beforeAll(async () => {
  home = await makeCluster(folders.create());
}, 30_000);
afterAll(async () => folders.remove());

describe('a server that is launched', () => {
  test('logs to its own file, which belongs to its account', async () => {
    writeFileSync(home.log, 'from before\n');
    const seat = await launchAndSit(home);
    expect(statSync(home.log).uid).toBe(home.account?.uid ?? process.getuid?.());
    await seat.leave(async () => stopPostmaster(home.data, systemClock, 10_000));
  });

  test('beside another one ends, and says so', async () => {
    const seat = await launchAndSit(home);
    const second = launchServer(home, await findPrograms(home));
    while (!second.hasExited()) await pause(systemClock, 5);
    expect(isTaken(second.said())).toBe(true);
    expect(second.said()).not.toContain('from before');
    await seat.leave(async () => stopPostmaster(home.data, systemClock, 10_000));
  });

  test('by a program that is not there has exited', async () => {
    const programs = await findPrograms(home);
    const launch = launchServer(home, { ...programs, postgres: join(home.folder, 'none') });
    while (!launch.hasExited()) await pause(systemClock, 5);
    expect(launch.said()).toMatch(/ENOENT|EACCES/);
  });
});
