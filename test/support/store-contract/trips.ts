import { describe, expect, test } from '@jest/globals';
import { OVERRIDE, ID, TRIP, expectAbout, verdict, type StoreWorld } from './store-world.ts';

/** How a breaker opens for everybody, and how an operator closes it. */
export function describeTrips(world: StoreWorld): void {
  describe('a trip', () => {
    test('opens a breaker that nothing is known of, whatever the epoch', async () => {
      const { ok, shared } = await world.store.report(ID, { ...TRIP, epoch: 12_345 });
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'OPEN', attempt: 1, cause: 'failure_rate' });
      expect(shared.epoch).toBe(shared.version);
      expectAbout(shared.remainingMs, 20_000);
      expect(await world.look()).toMatchObject({ state: 'OPEN', epoch: shared.epoch });
    });

    test('leaves other breakers alone', async () => {
      await world.store.report(ID, TRIP);
      expect(await world.look('gpt-b:chat')).toBeUndefined();
    });

    test('changes nothing in an open breaker', async () => {
      const first = await world.store.report(ID, TRIP);
      const { ok, shared } = await world.store.report(ID, {
        ...TRIP,
        epoch: first.shared.epoch,
        cause: 'credential',
        openMs: 500_000,
      });
      expect(ok).toBe(false);
      expect(shared).toMatchObject({ version: first.shared.version, cause: 'failure_rate' });
      expectAbout(shared.remainingMs, 20_000);
    });

    test('changes nothing in a half-open breaker', async () => {
      const lease = await world.grant('a');
      const { ok, shared } = await world.store.report(ID, { ...TRIP, epoch: lease.epoch });
      expect(ok).toBe(false);
      expect(shared.state).toBe('HALF_OPEN');
    });

    test('of an older epoch changes nothing', async () => {
      const closed = await world.closeOnce();
      const stale = await world.store.report(ID, { ...TRIP, epoch: closed.epoch - 1 });
      expect(stale.ok).toBe(false);
      expect(stale.shared.state).toBe('CLOSED');
      const current = await world.store.report(ID, { ...TRIP, epoch: closed.epoch, attempt: 2 });
      expect(current).toMatchObject({ ok: true, shared: { state: 'OPEN', attempt: 2 } });
    });

    test('decided by two processes at once is one transition', async () => {
      const { epoch } = await world.closeOnce();
      const trip = { ...TRIP, epoch };
      const [one, two] = await Promise.all([
        world.store.report(ID, trip),
        world.under.peer.report(ID, trip),
      ]);
      expect(new Set([one.ok, two.ok])).toEqual(new Set([false, true]));
      expect(one.shared.epoch).toBe(two.shared.epoch);
    });
  });

  describe('a reset', () => {
    test('closes and forgets everything', async () => {
      const lease = await world.grant('a');
      await world.store.hold(ID, 60_000);
      await world.store.override(ID, OVERRIDE);
      const shared = await world.store.reset(ID);
      expect(shared).toMatchObject({
        state: 'CLOSED',
        attempt: 0,
        cause: null,
        closedForMs: null,
        holdRemainingMs: 0,
        leaseRemainingMs: 0,
        override: null,
      });
      expect(shared.epoch).toBeGreaterThan(lease.epoch);
    });

    test('voids the lease that is under way', async () => {
      const lease = await world.grant('a');
      await world.store.reset(ID);
      expect((await world.store.settle(ID, verdict(lease, { verdict: 'fail' }))).ok).toBe(false);
      expect((await world.look())?.state).toBe('CLOSED');
    });

    test('fences trips from before it', async () => {
      const opened = await world.store.report(ID, TRIP);
      await world.store.reset(ID);
      const late = await world.store.report(ID, { ...TRIP, epoch: opened.shared.epoch });
      expect(late.ok).toBe(false);
    });
  });
}
