import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from '../../../../src/resilience/breaker/memory-store.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import type { OverrideMode } from '../../../../src/resilience/breaker/types.ts';
import {
  BreakerRig,
  DeadStore,
  KEY,
  failureOf,
  holdOf,
  quarantineOf,
  settled,
} from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { OPEN, HOLD, RAMP } = NOT_PERMITTED;

function wish(mode: OverrideMode, ttlMs = 60_000) {
  return { mode, ttlMs, actor: 'ann', reason: 'a test' };
}

describe('a breaker at rest', () => {
  test('admits everything and tells nothing', () => {
    const rig = new BreakerRig();
    for (let call = 0; call < 100; call++) rig.succeed();
    expect([rig.breaker.peek(0), rig.breaker.weight(0), rig.breaker.retryAfterMs(0)]).toEqual([
      ...[0, 1, 0],
    ]);
    expect(rig.events).toEqual([]);
    expect(rig.breaker.snapshot(0)).toMatchObject({ state: 'CLOSED', window: { successes: 100 } });
  });

  test('knows who it is', () => {
    const { breaker } = new BreakerRig();
    expect([breaker.id, breaker.key, breaker.state, breaker.epoch]).toEqual([
      ...['d1:chat', KEY, 'CLOSED', 0],
    ]);
    expect(breaker.cause).toBeNull();
  });

  test('counts every call in and out', () => {
    const { breaker, clock } = new BreakerRig();
    const permits = [1, 2, 3, 4].map(() => breaker.tryAcquirePermit(0, 'stream'));
    permits.push(breaker.tryAcquireLastResort(0, 'whole'));
    expect(breaker.snapshot(0).window.inFlight).toBe(5);
    breaker.onStart(permits[0] ?? -1, 0, 1);
    breaker.onFailure(permits[1] ?? -1, 0, failureOf());
    breaker.onSlow(permits[2] ?? -1, 0);
    breaker.onNeutral(permits[3] ?? -1, 0);
    expect(breaker.snapshot(clock.now()).window).toMatchObject({
      ...{ successes: 2, failures: 1, slow: 1, inFlight: 1 },
    });
  });
});

describe('opening', () => {
  test('stops this process at once and tells the store why', async () => {
    const rig = new BreakerRig();
    const told: unknown[] = [];
    const report = rig.store.report.bind(rig.store);
    rig.store.report = (id, trip) => {
      told.push([id, trip]);
      return report(id, trip);
    };
    for (let call = 0; call < 10; call++) rig.fail();
    expect([rig.breaker.state, rig.breaker.peek(rig.now), rig.acquire()]).toEqual([
      ...['OPEN', OPEN, OPEN],
    ]);
    const trip = { cause: 'failure_rate', openMs: 3_750, attempt: 1, epoch: 0, origin: 'upstream' };
    expect(told).toEqual([['d1:chat', trip]]);
    await settled();
    expect(rig.breaker.epoch).toBeGreaterThan(0);
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(3_750);
    expect(rig.breaker.weight(rig.now)).toBe(0);
    expect(rig.transitions).toEqual(['CLOSED>OPEN failure_rate']);
  });

  test('lasts at least as long as the upstream asked for', async () => {
    const rig = new BreakerRig();
    await rig.open(failureOf({ retryAfterMs: 45_000 }));
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(45_000);
  });

  test('comes from the tick where no call ends', async () => {
    const rig = new BreakerRig();
    for (let call = 0; call < 10; call++) rig.acquire();
    rig.clock.advance(30_000);
    rig.breaker.tick(rig.now);
    expect(rig.breaker.state).toBe('CLOSED');
    rig.clock.advance(1_500);
    rig.breaker.tick(rig.now);
    expect(rig.transitions).toEqual(['CLOSED>OPEN slow_rate']);
    expect(rig.events[0]).toMatchObject({ failure: null, window: { overdue: 10 } });
  });

  test('comes from first tokens that are late, and from clients that left in silence', () => {
    const late = new BreakerRig();
    for (let call = 0; call < 10; call++) late.succeed(31_000);
    expect(late.transitions).toEqual(['CLOSED>OPEN slow_rate']);
    const left = new BreakerRig();
    for (let call = 0; call < 10; call++) left.breaker.onSlow(left.acquire(), left.now);
    expect(left.transitions).toEqual(['CLOSED>OPEN slow_rate']);
  });

  test('comes from streams that break', () => {
    const rig = new BreakerRig();
    const permits = Array.from({ length: 10 }, () => rig.acquire());
    for (const permit of permits) rig.breaker.onStart(permit, rig.now, 1);
    const [first = -1, second = -1, third = -1, ...others] = permits;
    for (const permit of others) rig.breaker.onStreamEnd(permit, rig.now, 'complete');
    rig.breaker.onStreamEnd(first, rig.now, 'broken', failureOf());
    rig.breaker.onStreamEnd(second, rig.now, 'neutral');
    rig.breaker.onStreamEnd(second, rig.now, 'broken');
    expect(rig.breaker.state).toBe('CLOSED');
    rig.breaker.onStreamEnd(third, rig.now, 'broken', failureOf());
    expect(rig.events).toMatchObject([{ cause: 'stream_failures', failure: failureOf() }]);
  });

  test('does not come from streams of an older state', async () => {
    const rig = new BreakerRig({ settings: { streamMinimumNumberOfCalls: 1 } });
    const permit = rig.acquire();
    rig.breaker.onStart(permit, rig.now, 1);
    await rig.recover();
    rig.breaker.onStreamEnd(permit, rig.now, 'broken');
    expect(rig.breaker.snapshot(rig.now).window.streamsBroken).toBe(0);
  });

  test('happens here alone when the store cannot be reached', async () => {
    const clock = new VirtualClock();
    const rig = new BreakerRig({ clock, store: new DeadStore(clock) });
    await rig.open();
    expect([rig.breaker.state, rig.breaker.epoch]).toEqual(['OPEN', 0]);
    expect(rig.kinds()).toEqual(['transition', 'store_degraded']);
  });

  test('takes longer with every trip, until it was closed for long enough', async () => {
    const rig = new BreakerRig();
    await rig.recover();
    rig.clock.advance(60_000);
    await rig.open();
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(7_500);
    await (await rig.probe()).settle('ok');
    rig.clock.advance(60_001);
    await rig.open();
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(3_750);
  });

  test('by hand lasts as long as it is told to, where it is closed', async () => {
    const rig = new BreakerRig();
    await rig.breaker.trip(90_000, 'maintenance');
    expect(rig.events).toMatchObject([
      { cause: 'manual', openMs: 90_000, failure: { reason: 'maintenance' } },
    ]);
    await rig.breaker.trip(5, 'again');
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(90_000);
  });
});

describe('traffic that comes back', () => {
  test('is a share that grows', async () => {
    const rig = new BreakerRig();
    await rig.recover();
    rig.acquire();
    const admitted = Array.from({ length: 200 }, () => rig.acquire()).filter(
      (permit) => permit >= 0,
    );
    expect([19, 20]).toContain(admitted.length);
    expect([rig.breaker.peek(rig.now), rig.breaker.weight(rig.now)]).toEqual([RAMP, 0.1]);
    rig.clock.advance(15_000);
    expect(rig.breaker.weight(rig.now)).toBe(0.5);
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(0);
    rig.clock.advance(15_000);
    rig.breaker.tick(rig.now);
    expect([rig.breaker.weight(rig.now), rig.events.at(-1)?.kind]).toEqual([1, 'ramp_done']);
  });

  test('includes what nothing else could take', async () => {
    const rig = new BreakerRig();
    await rig.recover();
    rig.acquire();
    expect(rig.acquire()).toBe(RAMP);
    expect(rig.breaker.tryAcquireLastResort(rig.now, 'stream')).toBeGreaterThanOrEqual(0);
  });

  test('ends at two failures in sequence, and the next time is longer', async () => {
    const rig = new BreakerRig();
    await rig.recover();
    rig.fail();
    rig.succeed();
    rig.fail();
    expect(rig.breaker.state).toBe('CLOSED');
    rig.fail();
    await settled();
    expect(rig.transitions.at(-1)).toBe('CLOSED>OPEN ramp');
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(7_500);
  });

  test('after a hold does not end so easily', () => {
    const rig = new BreakerRig();
    rig.fail(holdOf(1_000));
    rig.clock.advance(1_000);
    expect(rig.breaker.peek(rig.now)).toBe(RAMP);
    rig.fail();
    rig.fail();
    expect(rig.breaker.state).toBe('CLOSED');
  });
});

describe('a hold', () => {
  test('lasts as long as the upstream named it and changes no state', async () => {
    const rig = new BreakerRig();
    rig.fail(holdOf(7_000));
    expect([rig.breaker.state, rig.breaker.peek(rig.now), rig.acquire()]).toEqual([
      ...['CLOSED', HOLD, HOLD],
    ]);
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(7_000);
    expect(rig.breaker.snapshot(rig.now)).toMatchObject({
      ...{ hold: { remainingMs: 7_000 }, weight: 0, window: { failures: 0, inFlight: 0 } },
    });
    await settled();
    const shared = await rig.store.snapshot();
    expect(shared.get('d1:chat')?.holdRemainingMs).toBe(7_000);
    expect(rig.kinds()).toEqual(['hold']);
  });

  test('is told once, however many calls were under way', async () => {
    const rig = new BreakerRig();
    const permits = Array.from({ length: 50 }, () => rig.acquire());
    for (const permit of permits) rig.breaker.onFailure(permit, rig.now, holdOf(7_000));
    await settled();
    expect(rig.kinds()).toEqual(['hold']);
  });

  test('without a time is drawn', () => {
    const rig = new BreakerRig();
    rig.fail(holdOf(null));
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(750);
  });

  test('holds here when the store cannot be reached', async () => {
    const clock = new VirtualClock();
    const rig = new BreakerRig({ clock, store: new DeadStore(clock) });
    rig.fail(holdOf(7_000));
    await settled();
    expect(rig.breaker.peek(rig.now)).toBe(HOLD);
  });

  test('of another breaker is taken over and told to the store', async () => {
    const rig = new BreakerRig();
    rig.breaker.shareHold(9_000, rig.now);
    rig.breaker.shareHold(9_000, rig.now);
    await settled();
    expect(rig.breaker.peek(rig.now)).toBe(HOLD);
    expect(rig.events).toMatchObject([{ kind: 'hold', failure: null }]);
    expect((await rig.store.snapshot()).get('d1:chat')?.holdRemainingMs).toBe(9_000);
  });
});

describe('a reset', () => {
  test('closes at once, with everything forgotten', async () => {
    const rig = new BreakerRig();
    rig.fail(quarantineOf('credential'));
    await rig.open();
    rig.breaker.shareHold(90_000, rig.now);
    await rig.breaker.override(wish('FORCED_OPEN'));
    await rig.breaker.reset();
    expect([rig.breaker.state, rig.breaker.weight(rig.now)]).toEqual(['CLOSED', 1]);
    expect(rig.breaker.snapshot(rig.now)).toMatchObject({ attempt: 0, hold: null, override: null });
    rig.fail(quarantineOf('credential'));
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('closes here when the store cannot be reached', async () => {
    const clock = new VirtualClock();
    const rig = new BreakerRig({ clock, store: new DeadStore(clock) });
    await rig.open();
    await rig.breaker.reset();
    expect([rig.breaker.state, rig.breaker.weight(0)]).toEqual(['CLOSED', 1]);
  });
});

describe('new settings', () => {
  test('count from now on and keep the state', async () => {
    const rig = new BreakerRig();
    rig.fail();
    const settings = { ...DEFAULT_BREAKER_SETTINGS, minimumNumberOfCalls: 2, confidenceZ: 0 };
    rig.breaker.configure(settings, rig.now);
    expect(rig.breaker.settings).toBe(settings);
    rig.fail();
    await settled();
    expect(rig.breaker.state).toBe('OPEN');
    rig.breaker.configure(DEFAULT_BREAKER_SETTINGS, rig.now);
    expect(rig.breaker.state).toBe('OPEN');
  });
});

describe('what another process decided', () => {
  test('is taken over', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    const [a, b] = [new BreakerRig({ clock, store }), new BreakerRig({ clock, store })];
    await a.open();
    expect([b.breaker.peek(b.now), b.breaker.epoch === a.breaker.epoch]).toEqual([OPEN, true]);
    a.fail(holdOf(1_000));
    expect(b.events).toMatchObject([{ scope: 'shared', attempt: 1 }]);
  });
});
