import { describe, expect, test } from '@jest/globals';
import { UNTRACKED } from '../../../../src/resilience/breaker/evidence.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import { Override } from '../../../../src/resilience/breaker/override.ts';
import type { OverrideMode } from '../../../../src/resilience/breaker/types.ts';
import { BreakerRig, DeadStore, failureOf, holdOf, settled } from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { FORCED_OPEN } = NOT_PERMITTED;

const WISH = { mode: 'FORCED_OPEN', ttlMs: 1_000, actor: 'ann', reason: 'maintenance' } as const;

function wish(mode: OverrideMode, ttlMs = 60_000) {
  return { mode, ttlMs, actor: 'ann', reason: 'a test' };
}

describe('an override', () => {
  test('lasts for its time', () => {
    const override = new Override();
    expect([override.mode, override.isOver(0), override.remainingMs(0)]).toEqual([null, false, 0]);
    override.set(WISH, 500);
    expect([override.mode, override.remainingMs(600)]).toEqual(['FORCED_OPEN', 900]);
    expect([override.isOver(1_499), override.isOver(1_500)]).toEqual([false, true]);
  });

  test('is news when more than its time changes', () => {
    const override = new Override();
    expect(override.set(null, 0)).toBe(false);
    expect(override.set(WISH, 0)).toBe(true);
    expect(override.set({ ...WISH, ttlMs: 9_000 }, 0)).toBe(false);
    expect(override.remainingMs(0)).toBe(9_000);
    expect(override.set({ ...WISH, reason: 'still' }, 0)).toBe(true);
    expect(override.set({ ...WISH, reason: 'still', actor: 'bob' }, 0)).toBe(true);
    expect(override.set(null, 0)).toBe(true);
    expect(override.request).toBeNull();
  });
});

describe('a breaker under an override', () => {
  test.each([
    ['FORCED_OPEN', FORCED_OPEN, 0, 60_000],
    ['FORCED_CLOSED', 0, 1, 0],
    ['DISABLED', 0, 1, 0],
    ['METRICS_ONLY', 0, 1, 0],
  ] as const)('%s is in force when its promise resolves', async (mode, code, weight, retryMs) => {
    const rig = new BreakerRig();
    await rig.breaker.override(wish(mode));
    const { breaker } = rig;
    expect([breaker.peek(0), breaker.weight(0), breaker.retryAfterMs(0)]).toEqual([
      ...[code, weight, retryMs],
    ]);
    await breaker.override(null);
    expect([breaker.peek(0), rig.kinds()]).toEqual([0, ['override', 'override']]);
  });

  test('is in force here when the store cannot be reached', async () => {
    const clock = new VirtualClock();
    const rig = new BreakerRig({ clock, store: new DeadStore(clock) });
    await rig.breaker.override(wish('FORCED_OPEN', 1_000));
    expect(rig.breaker.peek(0)).toBe(FORCED_OPEN);
    clock.advance(1_000);
    rig.breaker.tick(rig.now);
    expect(rig.kinds()).toEqual(['store_degraded', 'override', 'override']);
  });

  test('DISABLED records nothing, of no call', async () => {
    const rig = new BreakerRig();
    for (let call = 0; call < 10; call++) rig.acquire();
    await rig.breaker.override(wish('DISABLED'));
    const permit = rig.acquire();
    expect(permit).toBe(UNTRACKED);
    rig.breaker.onFailure(permit, rig.now, failureOf());
    rig.breaker.onStart(permit, rig.now, 1);
    rig.breaker.onStreamEnd(permit, rig.now, 'broken');
    expect(rig.breaker.snapshot(rig.now).window).toMatchObject({ failures: 0, inFlight: 10 });
    rig.clock.advance(40_000);
    rig.breaker.tick(rig.now);
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('FORCED_CLOSED goes on recording, and decides by it when it ends', async () => {
    const rig = new BreakerRig();
    await rig.breaker.override(wish('FORCED_CLOSED', 5_000));
    for (let call = 0; call < 20; call++) rig.fail();
    expect([rig.breaker.state, rig.breaker.snapshot(rig.now).window.failures]).toEqual([
      ...['CLOSED', 20],
    ]);
    rig.clock.advance(5_000);
    rig.breaker.tick(rig.now);
    expect(rig.breaker.state).toBe('OPEN');
  });
});

describe('a breaker that only watches', () => {
  test('tells what it would do, but not with every call', () => {
    const rig = new BreakerRig({ settings: { mode: 'METRICS_ONLY' } });
    for (let call = 0; call < 50; call++) rig.fail();
    expect(rig.events).toMatchObject([{ kind: 'would_trip', cause: 'failure_rate' }]);
    expect(rig.acquire()).toBeGreaterThanOrEqual(0);
    expect(rig.breaker.snapshot(rig.now).window.failures).toBe(50);
    rig.clock.advance(3_750);
    rig.fail();
    expect(rig.kinds()).toEqual(['would_trip', 'would_trip']);
  });

  test('tells of a hold, but does not keep to it nor tell the store', async () => {
    const rig = new BreakerRig({ settings: { mode: 'METRICS_ONLY' } });
    rig.fail(holdOf(9_000));
    await settled();
    expect([rig.breaker.peek(rig.now), rig.kinds()]).toEqual([0, ['hold']]);
    expect((await rig.store.snapshot()).size).toBe(0);
  });
});
