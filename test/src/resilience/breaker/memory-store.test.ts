import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from '../../../../src/resilience/breaker/memory-store.ts';
import type { TripReport } from '../../../../src/resilience/breaker/store.ts';
import { describeBreakerStore } from '../../../support/breaker-store-contract.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { sharedState } from '../../../support/breaker-rig.ts';

const TRIP: TripReport = {
  epoch: 0,
  cause: 'consecutive',
  openMs: 5_000,
  attempt: 1,
  origin: 'local',
};
const HOUR = 3_600_000;

describeBreakerStore('MemoryStore', async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore(clock);
  return {
    store,
    peer: store,
    advance: (ms) => clock.advance(ms),
    loseMemory: () => clock.advance(2 * HOUR),
    delivered: () => undefined,
  };
});

describe('MemoryStore', () => {
  test('forgets a breaker an hour after the last of its deadlines', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    await store.report('a:chat', TRIP);
    clock.advance(HOUR + 4_999);
    expect((await store.snapshot()).size).toBe(1);
    clock.advance(1);
    expect((await store.snapshot()).size).toBe(0);
  });

  test('keeps a breaker that goes on changing', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    for (let hour = 0; hour < 5; hour += 1) {
      await store.hold('a:chat', 1_000);
      clock.advance(HOUR);
    }
    expect((await store.snapshot()).size).toBe(1);
  });

  test('forgets what changed longest ago when there are too many', async () => {
    const store = new MemoryStore(new VirtualClock(), 3);
    for (const id of ['a', 'b', 'c']) await store.report(id, TRIP);
    await store.hold('a', 1_000);
    await store.report('d', TRIP);
    expect([...(await store.snapshot()).keys()]).toEqual(['c', 'a', 'd']);
  });

  test('rather forgets what is long over than what is not', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock, 2);
    await store.hold('long', 2 * HOUR);
    await store.hold('short', 1_000);
    clock.advance(HOUR + 1_000);
    await store.report('new', TRIP);
    expect([...(await store.snapshot()).keys()]).toEqual(['long', 'new']);
  });

  test('numbers changes upwards although the clock stands still', async () => {
    const store = new MemoryStore(new VirtualClock());
    const versions = [];
    for (const id of ['a', 'b', 'c']) versions.push((await store.report(id, TRIP)).shared.version);
    expect(versions).toEqual([1, 2, 3]);
  });

  test('tells nobody any more once it is closed', async () => {
    const store = new MemoryStore(new VirtualClock());
    let told = 0;
    store.subscribe(() => (told += 1));
    await store.close();
    await store.report('a', TRIP);
    expect(told).toBe(0);
  });
});

test('a state that is put in is what is there, and is told', async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore(clock);
  const heard: string[] = [];
  store.subscribe((id, { state }) => void heard.push(`${id} ${state}`));
  const shared = sharedState({ version: 7, epoch: 7, state: 'OPEN', remainingMs: 500, attempt: 2 });
  store.restore('d1:chat', shared, clock.now());
  expect((await store.snapshot()).get('d1:chat')).toEqual(shared);
  expect(heard).toEqual(['d1:chat OPEN']);
  clock.advance(500);
  const ask = { token: 'a', leaseMs: 1_000, believesOpen: true, attempt: 2 };
  expect((await store.acquire('d1:chat', ask)).ok).toBe(true);
});
