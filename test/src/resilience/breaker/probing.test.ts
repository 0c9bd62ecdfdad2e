import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from '../../../../src/resilience/breaker/memory-store.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import type { LeaseRequest } from '../../../../src/resilience/breaker/store.ts';
import {
  BreakerRig,
  failureOf,
  holdOf,
  quarantineOf,
  settled,
} from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { PROBE_DUE, HALF_OPEN, HOLD } = NOT_PERMITTED;

/** A store that can be out of reach. */
class FlakyStore extends MemoryStore {
  isDown = false;
  readonly requests: LeaseRequest[] = [];

  override acquire(id: string, request: LeaseRequest) {
    this.requests.push(request);
    return this.isDown ? this.#fail() : super.acquire(id, request);
  }

  override renew(...args: Parameters<MemoryStore['renew']>) {
    return this.isDown ? this.#fail() : super.renew(...args);
  }

  override settle(...args: Parameters<MemoryStore['settle']>) {
    return this.isDown ? this.#fail() : super.settle(...args);
  }

  override report(...args: Parameters<MemoryStore['report']>) {
    return this.isDown ? this.#fail() : super.report(...args);
  }

  #fail(): Promise<never> {
    return Promise.reject(new Error('down'));
  }
}

function twoProcesses() {
  const clock = new VirtualClock();
  const store = new FlakyStore(clock);
  const parts = { clock, store };
  return { clock, store, a: new BreakerRig(parts), b: new BreakerRig(parts) };
}

describe('the right to probe', () => {
  test('is not asked for while the breaker is closed, open or held', async () => {
    const rig = new BreakerRig();
    expect(await rig.breaker.acquireProbe(rig.now, 'stream', 1_000)).toBeNull();
    await rig.open();
    expect(await rig.breaker.acquireProbe(rig.now, 'stream', 1_000)).toBeNull();
    rig.clock.advance(rig.breaker.retryAfterMs(rig.now));
    rig.breaker.shareHold(rig.now + 5_000, rig.now);
    expect(await rig.breaker.acquireProbe(rig.now, 'stream', 1_000)).toBeNull();
  });

  test('is asked for by one caller of a process, with a token of 128 bits', async () => {
    const { a, store } = twoProcesses();
    await a.open();
    a.clock.advance(5_000);
    const asked = [1, 2, 3].map(() => a.breaker.acquireProbe(a.now, 'whole', 1_000));
    expect(a.breaker.peek(a.now)).toBe(HALF_OPEN);
    const probes = await Promise.all(asked);
    expect(probes.filter((probe) => probe !== null)).toHaveLength(1);
    expect(store.requests).toMatchObject([{ leaseMs: 10_000, believesOpen: true, attempt: 1 }]);
    expect(store.requests[0]).not.toHaveProperty('ignoresOpenTime');
    expect(probes[0]?.token).toMatch(/^[0-9a-f]{32}$/);
    expect([probes[0]?.kind, probes[0]?.epoch]).toEqual(['whole', a.breaker.epoch]);
    expect(a.kinds().slice(-2)).toEqual(['transition', 'probe_started']);
  });

  test('is given to one process; the other waits for as long as the lease lasts', async () => {
    const { a, b } = twoProcesses();
    await a.open();
    expect(b.breaker.state).toBe('OPEN');
    a.clock.advance(5_000);
    const [first, second] = await Promise.all([
      a.breaker.acquireProbe(a.now, 'stream', 60_000),
      b.breaker.acquireProbe(b.now, 'stream', 60_000),
    ]);
    expect([first === null, second]).toEqual([false, null]);
    expect([b.breaker.peek(b.now), b.breaker.retryAfterMs(b.now)]).toEqual([HALF_OPEN, 10_000]);
    expect(b.transitions).toEqual(['CLOSED>OPEN failure_rate', 'OPEN>HALF_OPEN probe_due']);
  });

  test('is told as the own decision of who got it', async () => {
    const { a, b } = twoProcesses();
    await a.recover();
    const scopes = (rig: BreakerRig) =>
      rig.events.flatMap((event) => (event.kind === 'transition' ? [event.scope] : []));
    expect(scopes(a)).toEqual(['local', 'local', 'local']);
    expect(scopes(b)).toEqual(['shared', 'shared', 'shared']);
  });
});

describe('the verdict of a probe', () => {
  test('closes for everybody, and begins the ramp', async () => {
    const { a, b } = twoProcesses();
    await a.open();
    const probe = await a.probe();
    a.clock.advance(700);
    expect(await probe.settle('ok')).toBe('applied');
    expect([a.breaker.state, b.breaker.state]).toEqual(['CLOSED', 'CLOSED']);
    expect([a.breaker.weight(a.now), b.breaker.weight(b.now)]).toEqual([0.1, 0.1]);
    expect(a.events.at(-1)).toMatchObject({ kind: 'probe_settled', result: 'ok', durationMs: 700 });
  });

  test('that it failed opens again for longer', async () => {
    const rig = new BreakerRig();
    await rig.open();
    const failure = failureOf({ reason: 'still ill' });
    await (await rig.probe()).settle('fail', failure);
    expect(rig.events.at(-2)).toMatchObject({
      ...{
        from: 'HALF_OPEN',
        to: 'OPEN',
        cause: 'probe_failed',
        openMs: 7_500,
        attempt: 2,
        failure,
      },
    });
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(7_500);
    await (await rig.probe()).settle('fail');
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(9_000);
    await (await rig.probe()).settle('fail');
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(9_000);
  });

  test('that it failed for good opens for the range of the reason', async () => {
    const rig = new BreakerRig();
    await rig.open();
    await (await rig.probe()).settle('fail', quarantineOf('quota'));
    expect(rig.breaker.cause).toBe('quota');
    expect(rig.breaker.retryAfterMs(rig.now)).toBe(450_000);
  });

  test('that it was too fast frees the slot and holds', async () => {
    const rig = new BreakerRig();
    await rig.open();
    await (await rig.probe()).settle('fail', holdOf(3_000));
    await settled();
    expect([rig.breaker.state, rig.breaker.peek(rig.now)]).toEqual(['HALF_OPEN', HOLD]);
    expect(rig.events.at(-1)).toMatchObject({ kind: 'probe_settled', result: 'neutral' });
    rig.clock.advance(3_000);
    expect(rig.breaker.peek(rig.now)).toBe(PROBE_DUE);
  });

  test('that it found nothing frees the slot at once and changes nothing', async () => {
    const { a, b } = twoProcesses();
    await a.open();
    expect(await (await a.probe()).settle('neutral')).toBe('applied');
    expect([a.breaker.state, a.breaker.peek(a.now), b.breaker.peek(b.now)]).toEqual([
      ...['HALF_OPEN', PROBE_DUE, PROBE_DUE],
    ]);
    expect(await b.breaker.acquireProbe(b.now, 'stream', 1_000)).not.toBeNull();
  });

  test('is one of as many as are wanted, one after the other', async () => {
    const rig = new BreakerRig({ settings: { permittedNumberOfCallsInHalfOpenState: 2 } });
    await rig.open();
    await (await rig.probe()).settle('ok');
    expect([rig.breaker.state, rig.breaker.peek(rig.now)]).toEqual(['HALF_OPEN', PROBE_DUE]);
    await (await rig.probe()).settle('ok');
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('is fenced when somebody else had the right by then', async () => {
    const { a, b, store } = twoProcesses();
    await a.open();
    const late = await a.probe();
    store.isDown = true;
    for (let second = 0; second < 10; second++) {
      a.clock.advance(1_000);
      await settled();
    }
    expect(late.signal.aborted).toBe(true);
    store.isDown = false;
    const fresh = await b.breaker.acquireProbe(b.now, 'stream', 60_000);
    expect(await late.settle('ok')).toBe('fenced');
    expect([a.breaker.state, b.breaker.state]).toEqual(['HALF_OPEN', 'HALF_OPEN']);
    expect(a.kinds()).toContain('lease_lost');
    expect(a.events.at(-1)).toMatchObject({ kind: 'probe_fenced', result: 'ok' });
    await fresh?.settle('fail');
    expect([a.breaker.state, b.breaker.state]).toEqual(['OPEN', 'OPEN']);
  });

  test('of a probe whose lease was taken away by a reset changes nothing', async () => {
    const rig = new BreakerRig();
    await rig.open();
    const probe = await rig.probe();
    await rig.breaker.reset();
    expect(await probe.settle('fail', failureOf())).toBe('fenced');
    expect([rig.breaker.state, rig.breaker.weight(rig.now)]).toEqual(['CLOSED', 1]);
  });

  test('does not free the slot of a later probe of the same process', async () => {
    const rig = new BreakerRig();
    await rig.open();
    const probe = await rig.probe();
    await rig.breaker.reset();
    await rig.open();
    const later = await rig.probe();
    expect(await probe.settle('neutral')).toBe('fenced');
    rig.clock.advance(9_000);
    expect(rig.breaker.peek(rig.now)).toBe(HALF_OPEN);
    await later.settle('ok');
    expect(rig.breaker.state).toBe('CLOSED');
  });
});

describe('a probe that runs for long', () => {
  test('keeps its lease, so that nobody else looks', async () => {
    const { a, b } = twoProcesses();
    await a.open();
    const probe = await a.probe();
    for (let second = 0; second < 45; second++) {
      a.clock.advance(1_000);
      await settled();
      expect(b.breaker.peek(b.now)).toBe(HALF_OPEN);
    }
    expect(probe.signal.aborted).toBe(false);
    expect(await probe.settle('ok')).toBe('applied');
    expect(b.breaker.state).toBe('CLOSED');
  });

  test('fails at the limit of the caller, or of the settings', async () => {
    const caller = new BreakerRig();
    await caller.open();
    await caller.probe(2_000);
    caller.clock.advance(2_000);
    await settled();
    expect(caller.breaker.state).toBe('OPEN');
    const rig = new BreakerRig({ settings: { probeTimeoutMs: 3_000 } });
    await rig.open();
    await rig.probe(Infinity);
    rig.clock.advance(3_000);
    await settled();
    expect(rig.breaker.state).toBe('OPEN');
  });

  test('of a process that died leaves the slot to others when the lease is over', async () => {
    const { a, b } = twoProcesses();
    await a.open();
    const clock = new VirtualClock();
    const dead = new BreakerRig({ store: a.store, clock });
    await dead.open();
    const shared = await a.store.snapshot();
    for (const state of shared.values()) dead.breaker.adopt(state, dead.now);
    clock.advance(4_000);
    a.clock.advance(5_000);
    expect(await dead.breaker.acquireProbe(dead.now, 'stream', 60_000)).not.toBeNull();
    expect(b.breaker.peek(b.now)).toBe(HALF_OPEN);
    b.clock.advance(10_000);
    expect(b.breaker.peek(b.now)).toBe(PROBE_DUE);
    expect(await b.breaker.acquireProbe(b.now, 'stream', 60_000)).not.toBeNull();
  });
});

describe('without a store', () => {
  test('each process looks for itself, and goes on with what it found', async () => {
    const { a, b, store } = twoProcesses();
    await a.open();
    store.isDown = true;
    const probe = await a.probe();
    expect([a.breaker.state, a.breaker.peek(a.now)]).toEqual(['HALF_OPEN', HALF_OPEN]);
    expect(await probe.settle('fail')).toBe('applied');
    expect([a.breaker.state, a.breaker.retryAfterMs(a.now)]).toEqual(['OPEN', 7_500]);
    expect(await (await a.probe()).settle('neutral')).toBe('applied');
    expect(a.breaker.peek(a.now)).toBe(PROBE_DUE);
    expect(await (await a.probe()).settle('ok')).toBe('applied');
    expect([a.breaker.state, b.breaker.state]).toEqual(['CLOSED', 'OPEN']);
    expect(a.kinds().filter((kind) => kind.startsWith('store'))).toEqual(['store_degraded']);
  });

  test('a verdict that cannot be told counts here', async () => {
    const { a, store } = twoProcesses();
    await a.open();
    const probe = await a.probe();
    store.isDown = true;
    expect(await probe.settle('ok')).toBe('applied');
    expect(a.breaker.state).toBe('CLOSED');
  });

  test('a verdict on what is not half open any more is fenced', async () => {
    const { a, store } = twoProcesses();
    await a.open();
    store.isDown = true;
    const probe = await a.probe();
    await a.breaker.reset();
    expect(await probe.settle('fail')).toBe('fenced');
    expect(a.breaker.state).toBe('CLOSED');
  });

  test('what it found out alone is given up carefully when the store does not know it', async () => {
    const { a, store } = twoProcesses();
    await a.recover();
    a.clock.advance(40_000);
    store.isDown = true;
    await a.open();
    store.isDown = false;
    a.clock.advance(a.breaker.retryAfterMs(a.now));
    expect(await a.breaker.acquireProbe(a.now, 'stream', 1_000)).toBeNull();
    expect([a.breaker.state, a.breaker.weight(a.now)]).toEqual(['CLOSED', 0.1]);
  });

  test('a half-open time that was given up goes on when the store grants it again', async () => {
    const { a, store } = twoProcesses();
    await a.open();
    const probe = await a.probe();
    store.isDown = true;
    await probe.settle('fail');
    expect(a.breaker.state).toBe('OPEN');
    store.isDown = false;
    a.clock.advance(15_000);
    const next = await a.breaker.acquireProbe(a.now, 'stream', 1_000);
    expect(a.breaker.state).toBe('HALF_OPEN');
    expect(await next?.settle('ok')).toBe('applied');
    expect(a.transitions.at(-1)).toBe('HALF_OPEN>CLOSED probe_ok');
  });

  test('a store that came back empty is told what was known', async () => {
    const { a, store } = twoProcesses();
    store.isDown = true;
    await a.open();
    store.isDown = false;
    const probe = await a.probe();
    expect(await probe.settle('ok')).toBe('applied');
    expect(a.transitions.at(-1)).toBe('HALF_OPEN>CLOSED probe_ok');
  });
});
