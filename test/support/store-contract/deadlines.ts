import { describe, expect, test } from '@jest/globals';
import { OVERRIDE, ID, TRIP, expectAbout, type StoreWorld } from './store-world.ts';

/** What lasts for a time, whatever the state. */
export function describeDeadlines(world: StoreWorld): void {
  describe('a hold', () => {
    test('leaves the state as it is', async () => {
      const shared = await world.store.hold(ID, 20_000);
      expect(shared).toMatchObject({ state: 'CLOSED', epoch: 0 });
      expect(shared.version).toBeGreaterThan(0);
      expectAbout(shared.holdRemainingMs, 20_000);
    });

    test('only ever moves out, in whatever order they come', async () => {
      await world.store.hold(ID, 60_000);
      const shorter = await world.store.hold(ID, 1_000);
      expectAbout(shorter.holdRemainingMs, 60_000);
      expectAbout((await world.store.hold(ID, 90_000)).holdRemainingMs, 90_000);
    });

    test('ends', async () => {
      await world.store.hold(ID, 20_000);
      await world.under.advance(20_001);
      expect((await world.look())?.holdRemainingMs).toBe(0);
      expectAbout((await world.store.hold(ID, 5_000)).holdRemainingMs, 5_000);
    });

    test('outlives a trip', async () => {
      await world.store.hold(ID, 60_000);
      const { shared } = await world.store.report(ID, TRIP);
      expect(shared.state).toBe('OPEN');
      expectAbout(shared.holdRemainingMs, 60_000);
    });
  });

  describe('an override', () => {
    test('says who set it, why and for how long', async () => {
      const shared = await world.store.override(ID, OVERRIDE);
      expect(shared.override).toMatchObject({
        mode: 'FORCED_OPEN',
        actor: 'ana',
        reason: 'maintenance',
      });
      expectAbout(shared.override?.remainingMs ?? null, 60_000);
      expect(shared).toMatchObject({ state: 'CLOSED', epoch: 0 });
    });

    test('ends by itself', async () => {
      await world.store.override(ID, { ...OVERRIDE, ttlMs: 20_000 });
      await world.under.advance(20_001);
      expect((await world.look())?.override).toBeNull();
    });

    test('is replaced by the next, also by a shorter one', async () => {
      await world.store.override(ID, OVERRIDE);
      const shared = await world.store.override(ID, {
        ...OVERRIDE,
        mode: 'DISABLED',
        ttlMs: 10_000,
      });
      expect(shared.override?.mode).toBe('DISABLED');
      expectAbout(shared.override?.remainingMs ?? null, 10_000);
    });

    test('is taken away', async () => {
      const set = await world.store.override(ID, OVERRIDE);
      const shared = await world.store.override(ID, null);
      expect(shared.override).toBeNull();
      expect(shared.version).toBeGreaterThan(set.version);
    });

    test('that is not there is taken away without a trace', async () => {
      expect(await world.store.override(ID, null)).toMatchObject({ version: 0, override: null });
      expect(await world.look()).toBeUndefined();
    });
  });
}
