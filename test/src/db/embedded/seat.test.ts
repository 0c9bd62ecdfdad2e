import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/core/clock.ts';
import { openHome, type Home } from '../../../../src/db/embedded/home.ts';
import { stopPostmaster } from '../../../../src/db/embedded/postmaster.ts';
import { takeSeat, urlOf, type Seat } from '../../../../src/db/embedded/seat.ts';
import { EmbeddedFolders, launchAndSit, makeCluster, runOn } from '../../../support/embedded.ts';

const folders = new EmbeddedFolders();
let home: Home;
beforeAll(async () => {
  home = await makeCluster(folders.create());
  const seat = await launchAndSit(home);
  await seat.leave(async () => undefined);
}, 30_000);
afterAll(async () => folders.remove());

async function sit(): Promise<Seat> {
  const arrival = await takeSeat(home);
  if (arrival.kind !== 'seated') throw new Error(arrival.kind);
  return arrival.seat;
}

describe('seats at a server', () => {
  test('let only the last one who leaves stop it', async () => {
    const seats = [await sit(), await sit(), await sit()];
    const stops: number[] = [];
    for (const [index, seat] of seats.entries()) await seat.leave(async () => stops.push(index));
    expect(stops).toEqual([2]);
  });

  test('let exactly one stop it when all leave at once, every time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const seats = await Promise.all(Array.from({ length: 5 }, sit));
      let stops = 0;
      await Promise.all(seats.map(async (seat) => seat.leave(async () => (stops += 1))));
      expect(stops).toBe(1);
    }
  }, 30_000);

  test('are not given out while the last user stops it', async () => {
    const seat = await sit();
    let meanwhile = '';
    await seat.leave(async () => {
      meanwhile = (await takeSeat(home)).kind;
    });
    expect(meanwhile).toBe('not-yet');
    await (await sit()).leave(async () => undefined);
  });

  test('tell when they are lost, and are not counted any more', async () => {
    const lost = await sit();
    const told = new Promise<void>((resolve) => lost.onLost(resolve));
    const staying = await sit();
    await runOn(
      urlOf(home),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'llmgw user' ORDER BY backend_start LIMIT 1`,
    );
    await told;
    let stops = 0;
    await staying.leave(async () => (stops += 1));
    expect(stops).toBe(1);
    await lost.leave(async () => (stops += 1));
    expect(stops).toBe(1);
  });

  test('are not to be had where no server is, or none has been', async () => {
    const seat = await sit();
    await seat.leave(async () => stopPostmaster(home.data, systemClock, 10_000));
    expect(await takeSeat(home)).toEqual({ kind: 'absent' });
    expect(await takeSeat(openHome(folders.create()))).toEqual({ kind: 'absent' });
  });
});
