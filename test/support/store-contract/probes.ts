import { describe, expect, test } from '@jest/globals';
import { ASK, ID, SLACK_MS, TRIP, expectAbout, verdict, type StoreWorld } from './store-world.ts';

/** Who may probe, for how long, and whose verdict counts. */
export function describeProbes(world: StoreWorld): void {
  describe('the probe', () => {
    test('is not granted before the open time is over', async () => {
      const tripped = await world.store.report(ID, TRIP);
      await world.under.advance(15_000);
      const { ok, shared } = await world.store.acquire(ID, ASK);
      expect(ok).toBe(false);
      expect(shared).toMatchObject({ state: 'OPEN', version: tripped.shared.version });
      expectAbout(shared.remainingMs, 5_000);
    });

    test('is granted when the open time is over, in a new epoch', async () => {
      const tripped = await world.store.report(ID, { ...TRIP, attempt: 3 });
      await world.under.advance(20_001);
      const { ok, shared } = await world.store.acquire(ID, ASK);
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'HALF_OPEN', attempt: 3, cause: 'failure_rate' });
      expect(shared.epoch).toBeGreaterThan(tripped.shared.epoch);
      expect(shared.remainingMs).toBe(0);
      expectAbout(shared.leaseRemainingMs, 30_000);
    });

    test('is granted before, where what it was opened for has been mended', async () => {
      await world.store.report(ID, TRIP);
      const early = { ...ASK, ignoresOpenTime: true };
      const { ok, shared } = await world.store.acquire(ID, early);
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'HALF_OPEN', remainingMs: 0 });
      const other = await world.store.acquire(ID, { ...early, token: 'b' });
      expect(other.ok).toBe(false);
    });

    test('is granted to one of many that ask at once', async () => {
      await world.store.report(ID, TRIP);
      await world.under.advance(20_001);
      const asked = Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? world.store : world.under.peer).acquire(ID, {
          ...ASK,
          token: `t${index}`,
        }),
      );
      const answers = await Promise.all(asked);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    });

    test('is denied while a lease lives, and a denial keeps no lease alive', async () => {
      await world.grant('a');
      for (let second = 0; second < 29; second += 10) {
        await world.under.advance(9_000);
        const denied = await world.store.acquire(ID, { ...ASK, token: 'b' });
        expect(denied.ok).toBe(false);
        expectAbout(denied.shared.leaseRemainingMs, 30_000 - (second / 10 + 1) * 9_000);
      }
      await world.under.advance(3_001);
      expect((await world.store.acquire(ID, { ...ASK, token: 'b' })).ok).toBe(true);
    });

    test('is denied for a closed breaker, even to who believes it open', async () => {
      const closed = await world.closeOnce();
      const { ok, shared } = await world.store.acquire(ID, ASK);
      expect(ok).toBe(false);
      expect(shared).toMatchObject({ state: 'CLOSED', version: closed.version });
    });

    test('is denied for a breaker that nobody believes open', async () => {
      const { ok, shared } = await world.store.acquire(ID, { ...ASK, believesOpen: false });
      expect(ok).toBe(false);
      expect(shared).toMatchObject({ state: 'CLOSED', version: 0, epoch: 0 });
      expect(await world.look()).toBeUndefined();
    });
  });

  describe('a lease', () => {
    test('is made longer by its holder alone', async () => {
      const lease = await world.grant('a');
      await world.under.advance(20_000);
      const longer = { leaseMs: 30_000 };
      const stranger = await world.store.renew(ID, { token: 'b', epoch: lease.epoch, ...longer });
      expect(stranger.ok).toBe(false);
      expectAbout(stranger.shared.leaseRemainingMs, 10_000);
      const older = await world.store.renew(ID, { token: 'a', epoch: lease.epoch - 1, ...longer });
      expect(older.ok).toBe(false);
      const own = await world.store.renew(ID, { ...lease, ...longer });
      expect(own).toMatchObject({ ok: true, shared: { epoch: lease.epoch } });
      expectAbout(own.shared.leaseRemainingMs, 30_000);
    });

    test('cannot be renewed when somebody else was granted since', async () => {
      const lease = await world.grant('a');
      await world.under.advance(30_001);
      await world.store.acquire(ID, { ...ASK, token: 'b' });
      expect((await world.store.renew(ID, { ...lease, leaseMs: 30_000 })).ok).toBe(false);
    });

    test('that was never given cannot be renewed or settled', async () => {
      const lease = { token: 'a', epoch: 0 };
      expect((await world.store.renew(ID, { ...lease, leaseMs: 1_000 })).ok).toBe(false);
      expect((await world.store.settle(ID, verdict(lease))).ok).toBe(false);
      expect(await world.look()).toBeUndefined();
    });
  });

  describe('a verdict', () => {
    test('of success closes', async () => {
      const lease = await world.grant('a');
      const { ok, shared } = await world.store.settle(ID, verdict(lease));
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'CLOSED', attempt: 1, cause: null });
      expect(shared).toMatchObject({ leaseRemainingMs: 0, remainingMs: 0 });
      expect(shared.epoch).toBeGreaterThan(lease.epoch);
      expect(shared.closedForMs).toBeLessThan(SLACK_MS);
      await world.under.advance(15_000);
      expect((await world.look())?.closedForMs).toBeGreaterThanOrEqual(15_000);
    });

    test('of success closes only when enough succeeded, one at a time', async () => {
      const lease = await world.grant('a');
      const first = await world.store.settle(ID, verdict(lease, { successesNeeded: 2 }));
      expect(first.shared).toMatchObject({ state: 'HALF_OPEN', probeSuccesses: 1 });
      expect(first.shared.leaseRemainingMs).toBe(0);
      const again = await world.store.acquire(ID, { ...ASK, token: 'b' });
      const second = { token: 'b', epoch: again.shared.epoch };
      const last = await world.store.settle(ID, verdict(second, { successesNeeded: 2 }));
      expect(last.shared).toMatchObject({ state: 'CLOSED', probeSuccesses: 0 });
    });

    test('of failure opens for longer', async () => {
      const lease = await world.grant('a');
      const { ok, shared } = await world.store.settle(ID, verdict(lease, { verdict: 'fail' }));
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'OPEN', attempt: 2, cause: 'probe_failed' });
      expect(shared.epoch).toBeGreaterThan(lease.epoch);
      expectAbout(shared.remainingMs, 40_000);
    });

    test('of failure names its own cause', async () => {
      const lease = await world.grant('a');
      const failed = await world.store.settle(
        ID,
        verdict(lease, { verdict: 'fail', cause: 'credential' }),
      );
      expect(failed.shared.cause).toBe('credential');
    });

    test('that is neutral frees the slot at once and decides nothing', async () => {
      const lease = await world.grant('a');
      const { ok, shared } = await world.store.settle(ID, verdict(lease, { verdict: 'neutral' }));
      expect(ok).toBe(true);
      expect(shared).toMatchObject({ state: 'HALF_OPEN', epoch: lease.epoch, attempt: 1 });
      expect((await world.store.acquire(ID, { ...ASK, token: 'b' })).ok).toBe(true);
    });

    test('that is neutral needs no epoch: the reply of the grant may have been lost', async () => {
      await world.grant('a');
      const back = await world.store.settle(
        ID,
        verdict({ token: 'a', epoch: 0 }, { verdict: 'neutral' }),
      );
      expect(back.ok).toBe(true);
    });

    test.each(['ok', 'fail', 'neutral'] as const)(
      'of a stranger changes nothing: %s',
      async (result) => {
        const lease = await world.grant('a');
        const stranger = verdict({ token: 'b', epoch: lease.epoch }, { verdict: result });
        const { ok, shared } = await world.store.settle(ID, stranger);
        expect(ok).toBe(false);
        expect(shared).toMatchObject({ state: 'HALF_OPEN', epoch: lease.epoch });
        expectAbout(shared.leaseRemainingMs, 30_000);
      },
    );

    test.each(['ok', 'fail'] as const)('of another epoch changes nothing: %s', async (result) => {
      const lease = await world.grant('a');
      const older = verdict({ token: 'a', epoch: lease.epoch - 1 }, { verdict: result });
      expect((await world.store.settle(ID, older)).ok).toBe(false);
    });

    test('after the time of its lease counts while nobody else was granted', async () => {
      const lease = await world.grant('a');
      await world.under.advance(45_000);
      expect(await world.store.settle(ID, verdict(lease))).toMatchObject({
        ok: true,
        shared: { state: 'CLOSED' },
      });
    });

    test('after the time of its lease is fenced when somebody else was granted', async () => {
      const lease = await world.grant('a');
      await world.under.advance(30_001);
      const { shared } = await world.store.acquire(ID, { ...ASK, token: 'b' });
      expect((await world.store.settle(ID, verdict(lease))).ok).toBe(false);
      expect((await world.store.settle(ID, verdict({ token: 'b', epoch: shared.epoch }))).ok).toBe(
        true,
      );
    });

    test('counts once', async () => {
      const lease = await world.grant('a');
      await world.store.settle(ID, verdict(lease, { verdict: 'fail' }));
      const twice = await world.store.settle(ID, verdict(lease, { verdict: 'fail' }));
      expect(twice).toMatchObject({ ok: false, shared: { attempt: 2 } });
    });
  });
}
