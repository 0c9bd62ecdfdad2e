import { describe, expect, test } from '@jest/globals';
import type { BreakerFailure } from '../../src/resilience/breaker/types.ts';
import { BreakerRig, failureOf, holdOf, quarantineOf } from '../support/breaker-rig.ts';
import { turns } from '../support/http-server.ts';
import { seeded } from '../support/simulated-upstream.ts';

// What upstreams do that is more than failing or being slow.

const OFFERED_PER_S = 50;
const ANSWER_MS = 200;
const RECOVERY_MS = 30_000;
const BURST_ROOM = 1.7;

/** Opens it, and closes it again by a probe that succeeds. */
async function reopened(rig: BreakerRig): Promise<void> {
  await rig.breaker.trip(5_000, 'test');
  await turns(1);
  rig.clock.advance(5_000);
  const probe = await rig.breaker.acquireProbe(rig.clock.now(), 'stream', 10_000);
  await probe?.settle('ok');
  expect(rig.breaker.state).toBe('CLOSED');
}

interface Load {
  readonly admitted: number;
  readonly failed: number;
  readonly trips: number;
}

/**
 * Calls arrive at random; the upstream, back from a brown-out, takes a fifth of them in its first
 * second and all of them after half a minute. What is beyond that fails.
 */
async function loadAfterBrownOut(rig: BreakerRig, seed: number): Promise<Load> {
  const random = seeded(seed);
  const beganAt = rig.clock.now();
  const load = { admitted: 0, failed: 0 };
  let second = -1;
  let taken = 0;
  const due: { readonly at: number; readonly settle: () => void }[] = [];
  while (rig.clock.now() - beganAt < RECOVERY_MS && rig.breaker.state === 'CLOSED') {
    rig.clock.advance((-Math.log(1 - random()) * 1_000) / OFFERED_PER_S);
    const now = rig.clock.now();
    for (let next = due[0]; next !== undefined && next.at <= now; next = due[0]) {
      due.shift();
      next.settle();
    }
    const elapsed = now - beganAt;
    if (Math.floor(elapsed / 1_000) !== second) taken = 0;
    second = Math.floor(elapsed / 1_000);
    const permit = rig.breaker.tryAcquirePermit(now, 'stream');
    if (permit < 0) continue;
    load.admitted += 1;
    taken += 1;
    // What arrives at random comes in bursts, for which every upstream has some room.
    const capacity = OFFERED_PER_S * BURST_ROOM * (0.2 + (0.8 * elapsed) / RECOVERY_MS);
    const isWell = taken <= capacity;
    if (!isWell) load.failed += 1;
    due.push({
      at: now + ANSWER_MS,
      settle: () =>
        isWell
          ? rig.breaker.onStart(permit, rig.clock.now(), ANSWER_MS)
          : rig.breaker.onFailure(permit, rig.clock.now(), failureOf()),
    });
  }
  const trips = rig.breaker.state === 'CLOSED' ? 0 : 1;
  await turns(1);
  return { ...load, trips };
}

describe('an upstream that comes back from a brown-out with a fifth of its capacity', () => {
  test('is not broken again by the traffic that comes back', async () => {
    let failed = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const rig = new BreakerRig();
      await reopened(rig);
      const load = await loadAfterBrownOut(rig, seed);
      expect(load.trips).toBe(0);
      expect(load.admitted).toBeGreaterThan(OFFERED_PER_S * 10);
      failed += load.failed;
    }
    expect(failed).toBeLessThan(20);
  });

  test('would be, if all of it came at once', async () => {
    let trips = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const rig = new BreakerRig({ settings: { rampMinFraction: 1 } });
      await reopened(rig);
      trips += (await loadAfterBrownOut(rig, seed)).trips;
    }
    expect(trips).toBe(20);
  });
});

describe('streams that break half way', () => {
  function brokenShare(share: number): BreakerRig {
    const rig = new BreakerRig();
    const random = seeded(7);
    for (let i = 0; i < 100 && rig.breaker.state === 'CLOSED'; i++) {
      rig.clock.advance(300);
      const permit = rig.breaker.tryAcquirePermit(rig.clock.now(), 'stream');
      rig.breaker.onStart(permit, rig.clock.now(), 100);
      const end = random() < share ? 'broken' : 'complete';
      rig.breaker.onStreamEnd(permit, rig.clock.now(), end, failureOf());
    }
    return rig;
  }

  test('open it although every one of them began well', () => {
    const { breaker } = brokenShare(0.6);
    expect(breaker.state).toBe('OPEN');
    expect(breaker.cause).toBe('stream_failures');
  });

  test('do not when it is one in ten', () => {
    expect(brokenShare(0.1).breaker.state).toBe('CLOSED');
  });
});

describe('an upstream that only says no', () => {
  function failTimes(count: number, failure: BreakerFailure | null): BreakerRig {
    const rig = new BreakerRig();
    for (let i = 0; i < count; i++) {
      rig.clock.advance(100);
      const permit = rig.breaker.tryAcquirePermit(rig.clock.now(), 'whole');
      if (permit < 0) break;
      if (failure === null) rig.breaker.onNeutral(permit, rig.clock.now());
      else rig.breaker.onFailure(permit, rig.clock.now(), failure);
    }
    return rig;
  }

  test('to bad requests stays closed, however many there are', () => {
    const { breaker, clock } = failTimes(1_000, null);
    expect(breaker.state).toBe('CLOSED');
    expect(breaker.weight(clock.now())).toBe(1);
  });

  test.each([
    ['with a time', 7_000, 7_000],
    ['without', null, 1_000],
  ])('429 %s is held, and never opens it', (_name, retryAfterMs, atMost) => {
    const { breaker, clock } = failTimes(50, holdOf(retryAfterMs));
    expect(breaker.state).toBe('CLOSED');
    expect(breaker.weight(clock.now())).toBe(0);
    expect(breaker.retryAfterMs(clock.now())).toBeGreaterThan(0);
    expect(breaker.retryAfterMs(clock.now())).toBeLessThanOrEqual(atMost);
  });

  test('to its key is quarantined after two', () => {
    const { breaker, clock } = failTimes(50, quarantineOf('credential'));
    expect(breaker.cause).toBe('credential');
    expect(breaker.retryAfterMs(clock.now())).toBeGreaterThanOrEqual(29_000);
  });
});
