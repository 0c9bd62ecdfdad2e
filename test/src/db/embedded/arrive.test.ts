import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { arrive, type Way } from '../../../../src/db/embedded/arrive.ts';
import { openHome } from '../../../../src/db/embedded/home.ts';
import { stopPostmaster } from '../../../../src/db/embedded/postmaster.ts';
import { EmbeddedFolders, faultOf, testPlaces } from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
afterAll(async () => folders.remove());

function wayTo(folder: string, signal = new AbortController().signal): Way {
  const home = openHome(folder);
  return { home, places: testPlaces(), clock: systemClock, timeoutMs: 20_000, signal };
}

describe('arriving at a server', () => {
  test('makes it, joins it, and starts it anew', async () => {
    const way = wayTo(folders.create());
    const first = await arrive(way);
    const second = await arrive(way);
    expect([first.started, second.started]).toEqual(['created', 'joined']);
    await first.seat.leave(async () => undefined);
    await second.seat.leave(async () => stopPostmaster(way.home.data, systemClock, 10_000));
    const third = await arrive(way);
    expect(third.started).toBe('started');
    await third.seat.leave(async () => stopPostmaster(way.home.data, systemClock, 10_000));
  }, 30_000);

  test('waits while it is the turn of another, but not for ever', async () => {
    const way = wayTo(folders.create());
    writeFileSync(join(way.home.folder, 'starting'), `${process.pid}\n`);
    const fault = await faultOf(async () => arrive({ ...way, timeoutMs: 30 }));
    expect(fault.code).toBe('E_BUSY');
    expect(fault.message).toContain('another process');
  });

  test('is given up when nobody wants it any more', async () => {
    const way = wayTo(folders.create(), AbortSignal.abort());
    await expect(arrive(way)).rejects.toThrow(/abort/i);
  });

  test('refuses a data folder that is none, and leaves it as it is', async () => {
    const way = wayTo(folders.create());
    mkdirSync(way.home.data);
    writeFileSync(join(way.home.data, 'diary.txt'), 'mine');
    const fault = await faultOf(async () => arrive(way));
    expect(fault.code).toBe('E_IO');
    expect(fault.message).toContain('holds no data');
  }, 30_000);
});
