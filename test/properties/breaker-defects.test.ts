import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from '../../src/resilience/breaker/memory-store.ts';
import { NOT_PERMITTED } from '../../src/resilience/breaker/not-permitted.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../src/resilience/breaker/settings.ts';
import { BreakerRig, failureOf, holdOf, settled } from '../support/breaker-rig.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Each of these was seen in a breaker that is in use; none may ever be seen here.

const { HALF_OPEN, HOLD, OPEN, PROBE_DUE, RAMP } = NOT_PERMITTED;

/** Offers `count` calls at once; answers how many were admitted. */
function offer(rig: BreakerRig, count: number): number {
  let admitted = 0;
  for (let call = 0; call < count; call++) if (rig.acquire() >= 0) admitted++;
  return admitted;
}

async function passSeconds(rig: BreakerRig, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    rig.clock.advance(1_000);
    await settled();
  }
}

describe('D3: the verdict of a call that began before the trip', () => {
  test('neither closes nor opens while the probe is under way', async () => {
    const rig = new BreakerRig();
    const old = Array.from({ length: 20 }, () => rig.acquire());
    await rig.open();
    const probe = await rig.probe();
    for (const permit of old.slice(0, 10)) rig.breaker.onStart(permit, rig.now, 10);
    for (const permit of old.slice(10)) rig.breaker.onFailure(permit, rig.now, failureOf());
    expect([rig.breaker.state, rig.breaker.peek(rig.now)]).toEqual(['HALF_OPEN', HALF_OPEN]);
    expect(rig.breaker.snapshot(rig.now).window).toMatchObject({
      ...{ successes: 0, failures: 0, inFlight: 0 },
    });
    expect(await probe.settle('ok')).toBe('applied');
  });

  test('does not re-open what has closed since', async () => {
    const rig = new BreakerRig();
    const old = Array.from({ length: 50 }, () => rig.acquire());
    await rig.recover();
    for (const permit of old) rig.breaker.onFailure(permit, rig.now, failureOf());
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('that never comes is no evidence either', async () => {
    const rig = new BreakerRig();
    offer(rig, 50);
    await rig.recover();
    rig.clock.advance(120_000);
    rig.breaker.tick(rig.now);
    expect(rig.breaker.state).toBe('CLOSED');
  });
});

describe('D4: a probe that never settles', () => {
  test('fails by itself, and the next one may go', async () => {
    const rig = new BreakerRig();
    await rig.open();
    const hung = await rig.probe();
    await passSeconds(rig, 60);
    expect([rig.breaker.state, hung.signal.aborted]).toEqual(['OPEN', true]);
    const next = await rig.probe();
    expect(await hung.settle('ok')).toBe('applied');
    expect(rig.breaker.state).toBe('HALF_OPEN');
    await next.settle('ok');
    expect(rig.breaker.state).toBe('CLOSED');
  });
});

describe('D5: a caller that aborts the probe', () => {
  test('neither closes nor re-opens: the slot is free at once', async () => {
    const rig = new BreakerRig();
    await rig.open();
    await (await rig.probe()).settle('neutral');
    expect([rig.breaker.state, rig.breaker.peek(rig.now)]).toEqual(['HALF_OPEN', PROBE_DUE]);
    expect(rig.breaker.snapshot(rig.now).attempt).toBe(1);
  });
});

describe('D6: our own faults and the callers’', () => {
  test('never count, however many there are', () => {
    const rig = new BreakerRig();
    for (let call = 0; call < 1_000; call++) rig.breaker.onNeutral(rig.acquire(), rig.now);
    rig.breaker.tick(rig.now);
    expect(rig.breaker.snapshot(rig.now).window).toMatchObject({
      ...{ successes: 0, failures: 0, inFlight: 0 },
    });
  });

  test('a refusal is no failure', async () => {
    const rig = new BreakerRig();
    await rig.open();
    for (let call = 0; call < 1_000; call++) rig.fail();
    await (await rig.probe()).settle('ok');
    expect(rig.breaker.snapshot(rig.now).window).toMatchObject({ failures: 0, inFlight: 0 });
  });
});

describe('D7: a window that nothing happened in', () => {
  test('is empty, whatever was in it before', () => {
    const settings = { slidingWindowMs: 10_000, slowCallDurationThresholdMs: 10_000 };
    const rig = new BreakerRig({ settings: { ...settings, minimumNumberOfCalls: 25 } });
    for (let call = 0; call < 20; call++) rig.fail();
    rig.clock.advance(3_600_000);
    for (let call = 0; call < 8; call++) rig.succeed();
    rig.fail();
    expect(rig.breaker.snapshot(rig.now).window).toMatchObject({ successes: 8, failures: 1 });
    expect(rig.breaker.state).toBe('CLOSED');
  });
});

describe('D8, D12: a thousand callers at half-open', () => {
  test('send exactly one probe', async () => {
    const rig = new BreakerRig();
    await rig.open();
    rig.clock.advance(rig.breaker.retryAfterMs(rig.now));
    expect(offer(rig, 1_000)).toBe(0);
    const asked = Array.from({ length: 1_000 }, () =>
      rig.breaker.acquireProbe(rig.now, 'stream', 60_000),
    );
    const probes = (await Promise.all(asked)).filter((probe) => probe !== null);
    expect(probes).toHaveLength(1);
    expect(offer(rig, 1_000)).toBe(0);
    expect(rig.acquire()).toBe(HALF_OPEN);
  });

  test('are let go by and by when it closes, not at once', async () => {
    const rig = new BreakerRig();
    await rig.recover();
    const admitted = offer(rig, 1_000);
    expect(admitted).toBeGreaterThanOrEqual(99);
    expect(admitted).toBeLessThanOrEqual(101);
    expect(rig.acquire()).toBe(RAMP);
  });

  test('in a fleet of thirty-two processes send exactly one probe', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    const fleet = Array.from({ length: 32 }, () => new BreakerRig({ clock, store }));
    for (const rig of fleet) await rig.open();
    clock.advance(5_000);
    const asked = fleet.flatMap((rig) =>
      Array.from({ length: 32 }, () => rig.breaker.acquireProbe(rig.now, 'stream', 60_000)),
    );
    const probes = (await Promise.all(asked)).filter((probe) => probe !== null);
    expect(probes).toHaveLength(1);
    await probes[0]?.settle('ok');
    expect(new Set(fleet.map(({ breaker }) => breaker.state))).toEqual(new Set(['CLOSED']));
  });
});

describe('D9: the death of the probe’s owner', () => {
  test('is over when its lease is, however often the others ask', async () => {
    const owners = new VirtualClock();
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    const dead = new BreakerRig({ clock: owners, store });
    const alive = new BreakerRig({ clock, store });
    await dead.open();
    clock.advance(5_000);
    owners.advance(5_000);
    await dead.breaker.acquireProbe(dead.now, 'stream', 60_000);
    for (let tenth = 0; tenth < 100; tenth++) {
      expect(await alive.breaker.acquireProbe(alive.now, 'stream', 60_000)).toBeNull();
      clock.advance(100);
    }
    expect(await alive.breaker.acquireProbe(alive.now, 'stream', 60_000)).not.toBeNull();
  });
});

describe('D10: the verdict of one round', () => {
  test('does not decide the next', async () => {
    const rig = new BreakerRig();
    await rig.open();
    const first = await rig.probe();
    await rig.breaker.reset();
    await rig.open();
    await rig.probe();
    expect(await first.settle('ok')).toBe('fenced');
    expect(rig.breaker.state).toBe('HALF_OPEN');
  });
});

describe('D11: a failing call among twenty thousand others', () => {
  test('takes no more steps than the first', () => {
    let reads = 0;
    const settings = new Proxy(
      { ...DEFAULT_BREAKER_SETTINGS, mode: 'METRICS_ONLY' as const },
      {
        get(target, name, receiver): unknown {
          reads++;
          return Reflect.get(target, name, receiver);
        },
      },
    );
    const rig = new BreakerRig();
    rig.breaker.configure(settings, rig.now);
    const stepsOfOne = () => {
      const before = reads;
      rig.fail();
      return reads - before;
    };
    for (let call = 0; call < 100; call++) stepsOfOne();
    const early = stepsOfOne();
    for (let call = 0; call < 20_000; call++) stepsOfOne();
    expect(stepsOfOne()).toBe(early);
    expect(rig.kinds()).toEqual(['would_trip']);
  });
});

describe('D13: the upstream’s own word', () => {
  test.each([
    [1_000, 60_000],
    [60_000, 1_000],
  ])('of %d ms and then of %d ms: the longer one counts', async (first, second) => {
    const rig = new BreakerRig();
    const permits = [rig.acquire(), rig.acquire()];
    rig.breaker.onFailure(permits[0] ?? -1, rig.now, holdOf(first));
    rig.breaker.onFailure(permits[1] ?? -1, rig.now, holdOf(second));
    await settled();
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(60_000);
    rig.clock.advance(59_999);
    expect(rig.acquire()).toBe(HOLD);
  });

  test('is not cut short by a trip and its recovery', async () => {
    const rig = new BreakerRig();
    const permit = rig.acquire();
    const others = Array.from({ length: 10 }, () => rig.acquire());
    rig.breaker.onFailure(permit, rig.now, holdOf(60_000));
    for (const other of others) rig.breaker.onFailure(other, rig.now, failureOf());
    await settled();
    rig.clock.advance(1_000);
    expect(rig.acquire()).toBe(OPEN);
    rig.clock.advance(58_999);
    expect(rig.acquire()).toBe(HOLD);
    rig.clock.advance(1);
    expect(rig.acquire()).toBe(PROBE_DUE);
  });
});
