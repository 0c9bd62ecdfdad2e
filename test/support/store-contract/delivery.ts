import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SharedState } from '../../../src/resilience/breaker/store.ts';
import { ASK, ID, TRIP, expectAbout, verdict, type StoreWorld } from './store-world.ts';

/** What is told, and what is left when everything was lost. */
export function describeDelivery(world: StoreWorld): void {
  describe('a store that lost its memory', () => {
    test('rebuilds as half open what a caller believes open', async () => {
      const tripped = await world.store.report(ID, TRIP);
      await world.under.loseMemory();
      const { ok, shared } = await world.store.acquire(ID, { ...ASK, attempt: 4 });
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'HALF_OPEN', attempt: 4, cause: 'rebuilt' });
      expect(shared.epoch).toBeGreaterThan(tripped.shared.epoch);
    });

    test('rebuilds it also when a hold made the record anew', async () => {
      await world.store.report(ID, TRIP);
      await world.under.loseMemory();
      await world.store.hold(ID, 60_000);
      const { ok, shared } = await world.store.acquire(ID, ASK);
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'HALF_OPEN', cause: 'rebuilt' });
      expectAbout(shared.holdRemainingMs, 60_000);
    });

    test('knows no lease of before', async () => {
      const lease = await world.grant('a');
      await world.under.loseMemory();
      expect((await world.store.settle(ID, verdict(lease))).ok).toBe(false);
    });

    test('numbers on from where it was', async () => {
      const { version } = (await world.store.report(ID, TRIP)).shared;
      await world.under.loseMemory();
      expect((await world.store.report(ID, TRIP)).shared.version).toBeGreaterThan(version);
    });
  });

  describe('who listens', () => {
    let heard: [string, SharedState][];

    beforeEach(() => {
      heard = [];
      world.under.peer.subscribe((id, shared) => heard.push([id, shared]));
    });

    test('is told of every change, in order', async () => {
      const lease = await world.grant('a');
      await world.store.renew(ID, { ...lease, leaseMs: 30_000 });
      await world.store.settle(ID, verdict(lease));
      await world.store.hold('gpt-b:chat', 10_000);
      await world.under.delivered();
      expect(heard.map(([id, { state }]) => `${id} ${state}`)).toEqual([
        `${ID} OPEN`,
        `${ID} HALF_OPEN`,
        `${ID} HALF_OPEN`,
        `${ID} CLOSED`,
        'gpt-b:chat CLOSED',
      ]);
      const versions = heard.map(([, { version }]) => version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    });

    test('hears nothing of what was refused', async () => {
      await world.store.acquire(ID, { ...ASK, believesOpen: false });
      await world.store.settle(ID, verdict({ token: 'a', epoch: 1 }));
      await world.store.override(ID, null);
      await world.under.delivered();
      expect(heard).toEqual([]);
    });

    test('is left in peace when it no longer listens', async () => {
      let calls = 0;
      const stop = world.under.peer.subscribe(() => (calls += 1));
      stop();
      await world.store.report(ID, TRIP);
      await world.under.delivered();
      expect(heard).toHaveLength(1);
      expect(calls).toBe(0);
    });
  });
}
