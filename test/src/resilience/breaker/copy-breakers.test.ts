import { describe, expect, test } from '@jest/globals';
import type { Breaker } from '../../../../src/resilience/breaker/breaker.ts';
import { copyBreakers } from '../../../../src/resilience/breaker/copy-breakers.ts';
import { MemoryStore } from '../../../../src/resilience/breaker/memory-store.ts';
import { BreakerRegistry } from '../../../../src/resilience/breaker/registry.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../../../src/resilience/breaker/settings.ts';
import { failureOf, holdOf, KEY, quarantineOf } from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

function makeSide(clock: VirtualClock) {
  const store = new MemoryStore(clock);
  return { store, registry: new BreakerRegistry({ store, clock, random: () => 0.5 }) };
}

function makeWorld(settings: Partial<BreakerSettings> = {}) {
  const clock = new VirtualClock();
  clock.advance(5_000);
  const here = makeSide(clock);
  const there = makeSide(clock);
  const make = (deployment: string) =>
    here.registry.get(
      { ...KEY, deployment, credential: 'same' },
      { ...DEFAULT_BREAKER_SETTINGS, ...settings },
    );
  const copy = (breaker: Breaker): Breaker => {
    const copies = copyBreakers([breaker], there, clock.now());
    return copies.get(breaker) ?? breaker;
  };
  return { clock, here, there, make, copy };
}

function fail(breaker: Breaker, failure: ReturnType<typeof failureOf>, now: number): void {
  breaker.onFailure(breaker.tryAcquirePermit(now, 'stream'), now, failure);
}

async function closeAgain(breaker: Breaker, clock: VirtualClock): Promise<void> {
  await breaker.trip(1, 'a test');
  clock.advance(2);
  const probe = await breaker.acquireProbe(clock.now(), 'stream', 1_000);
  await probe?.settle('ok');
}

/** What both say from now on, second by second. */
function codes(breaker: Breaker, from: number): readonly number[] {
  return Array.from({ length: 45 }, (_, second) => breaker.peek(from + second * 1_000));
}

function weights(breaker: Breaker, from: number): readonly number[] {
  return Array.from({ length: 45 }, (_, second) => breaker.weight(from + second * 1_000));
}

describe('a copy of a breaker', () => {
  test('at rest is at rest', () => {
    const { make, copy, clock } = makeWorld();
    const twin = copy(make('a'));
    expect(twin.peek(clock.now())).toBe(0);
    expect(twin.state).toBe('CLOSED');
  });

  test('is open for as long, for the same reason and after as many trips', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await breaker.trip(7_000, 'a test');
    clock.advance(500);
    const twin = copy(breaker);
    expect(twin).toMatchObject({ state: 'OPEN', cause: 'manual' });
    expect(twin.snapshot(clock.now()).attempt).toBe(1);
    expect(codes(twin, clock.now())).toEqual(codes(breaker, clock.now()));
  });

  test('is quarantined as long', () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    fail(breaker, quarantineOf('quota'), clock.now());
    const twin = copy(breaker);
    expect(twin.snapshot(clock.now()).quarantine).toBe('quota');
    expect(twin.retryAfterMs(clock.now())).toBe(breaker.retryAfterMs(clock.now()));
  });

  test('holds as long, and comes back as slowly', () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    fail(breaker, holdOf(4_000), clock.now());
    const twin = copy(breaker);
    expect(weights(twin, clock.now())).toEqual(weights(breaker, clock.now()));
  });

  test('that is open and held is only held once its open time is over', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await breaker.trip(100, 'a test');
    breaker.shareHold(clock.now() + 6_000, clock.now());
    clock.advance(200);
    expect(codes(copy(breaker), clock.now())).toEqual(codes(breaker, clock.now()));
  });

  test('is as far on its way back after a probe', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await closeAgain(breaker, clock);
    clock.advance(12_000);
    expect(weights(copy(breaker), clock.now())).toEqual(weights(breaker, clock.now()));
  });

  test('is as far on its way back after a hold', () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    fail(breaker, holdOf(1_000), clock.now());
    clock.advance(13_000);
    const seen = weights(copy(breaker), clock.now());
    expect(seen).toEqual(weights(breaker, clock.now()).map((weight) => expect.closeTo(weight, 9)));
  });

  test('waits for a probe that somebody has sent', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await breaker.trip(1, 'a test');
    clock.advance(2);
    const probe = await breaker.acquireProbe(clock.now(), 'stream', 1_000);
    const twin = copy(breaker);
    expect(twin.peek(clock.now())).toBe(breaker.peek(clock.now()));
    expect(await twin.acquireProbe(clock.now(), 'stream', 1_000)).toBeNull();
    await probe?.settle('neutral');
    expect(copy(make('b')).state).toBe('CLOSED');
  });

  test('is overridden as long', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    const order = { mode: 'FORCED_OPEN', ttlMs: 9_000, actor: 'me', reason: 'a test' } as const;
    await breaker.override(order);
    const twin = copy(breaker);
    expect(codes(twin, clock.now())).toEqual(codes(breaker, clock.now()));
    fail(twin, holdOf(100), clock.now() + 10_000);
    await Promise.resolve();
    expect(twin.peek(clock.now())).not.toBe(0);
  });
});

describe('what happens to a copy', () => {
  test('is not felt by what it was copied from', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await copy(breaker).trip(9_000, 'a test');
    expect(breaker.peek(clock.now())).toBe(0);
  });

  test('is what happens to a breaker: it probes, and opens again', async () => {
    const { make, copy, clock } = makeWorld();
    const breaker = make('a');
    await breaker.trip(1, 'a test');
    clock.advance(2);
    const twin = copy(breaker);
    const probe = await twin.acquireProbe(clock.now(), 'stream', 1_000);
    expect(await probe?.settle('fail', failureOf())).toBe('applied');
    expect(twin.state).toBe('OPEN');
    expect(twin.snapshot(clock.now()).attempt).toBe(2);
  });

  test('reaches the copies of its credential, and theirs stay as they are until then', () => {
    const { make, there, clock } = makeWorld();
    const [a, b] = [make('a'), make('b')];
    const copies = copyBreakers([a, b], there, clock.now());
    const [first, second] = [copies.get(a), copies.get(b)];
    expect(second?.peek(clock.now())).toBe(0);
    if (first !== undefined) fail(first, holdOf(2_000), clock.now());
    expect(second?.snapshot(clock.now()).hold).not.toBeNull();
    expect(b.peek(clock.now())).toBe(0);
  });

  test('is not undone by copying another one later', () => {
    const { make, there, clock, copy } = makeWorld();
    const [a, b] = [make('a'), make('b')];
    const twin = copy(a);
    fail(twin, quarantineOf('quota'), clock.now());
    expect(copyBreakers([b], there, clock.now()).get(b)?.state).toBe('OPEN');
  });
});
