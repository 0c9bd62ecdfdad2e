import { describe, expect, test } from '@jest/globals';
import type { BreakerEvent } from '../../../../src/resilience/breaker/events.ts';
import { MemoryStore } from '../../../../src/resilience/breaker/memory-store.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import { BreakerRegistry } from '../../../../src/resilience/breaker/registry.ts';
import { DEFAULT_BREAKER_SETTINGS as SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import type { Breaker } from '../../../../src/resilience/breaker/breaker.ts';
import type { BreakerFailure } from '../../../../src/resilience/breaker/types.ts';
import { failureOf, holdOf, quarantineOf, settled } from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { OPEN, HOLD, PROBE_DUE, QUARANTINED, FORCED_OPEN } = NOT_PERMITTED;

function keyOf(deployment: string, credential: string | null = null, operation = 'chat') {
  return { deployment, operation, credential };
}

function registryWith(clock = new VirtualClock(), store = new MemoryStore(clock)) {
  const registry = new BreakerRegistry({ store, clock, random: () => 0.5 });
  const events: BreakerEvent[] = [];
  registry.onEvent((event) => void events.push(event));
  const make = (deployment: string, credential: string | null = null) =>
    registry.get(keyOf(deployment, credential), SETTINGS);
  return { clock, store, registry, events, make };
}

function fail(breaker: Breaker, failure: BreakerFailure, times = 1): void {
  for (let call = 0; call < times; call++) {
    breaker.onFailure(breaker.tryAcquirePermit(0, 'stream'), 0, failure);
  }
}

async function trip(breaker: Breaker): Promise<void> {
  fail(breaker, failureOf(), 10);
  await settled();
}

describe('a registry', () => {
  test('gives the same breaker for the same key, with the newest settings', () => {
    const { registry, make } = registryWith();
    const breaker = make('d1');
    const settings = { ...SETTINGS, rampMs: 1 };
    expect(registry.get(keyOf('d1', 'new'), settings)).toBe(breaker);
    expect([breaker.settings, breaker.key.credential]).toEqual([settings, 'new']);
    expect(registry.get(keyOf('d1', null, 'embeddings'), SETTINGS)).not.toBe(breaker);
    expect(registry.all().map(({ id }) => id)).toEqual(['d1:chat', 'd1:embeddings']);
  });

  test('knows the breakers of a deployment, and forgets those of others', () => {
    const { registry, make } = registryWith();
    make('d1');
    make('d2');
    registry.get(keyOf('d1', null, 'embeddings'), SETTINGS);
    expect(registry.ofDeployment('d1')).toHaveLength(2);
    registry.retain(new Set(['d2']));
    expect(registry.all().map(({ id }) => id)).toEqual(['d2:chat']);
  });

  test('tells every event until it is asked not to', async () => {
    const { registry, events, make } = registryWith();
    const more: BreakerEvent[] = [];
    const stop = registry.onEvent((event) => void more.push(event));
    await trip(make('d1'));
    stop();
    await trip(make('d2'));
    expect([events.map(({ id }) => id), more.map(({ id }) => id)]).toEqual([
      ...[['d1:chat', 'd2:chat'], ['d1:chat']],
    ]);
  });
});

describe('time', () => {
  test('passes for every breaker twice a second, until the end', async () => {
    const { registry, clock, make } = registryWith();
    registry.start();
    const breaker = make('d1');
    for (let call = 0; call < 10; call++) breaker.tryAcquirePermit(0, 'stream');
    clock.advance(31_500);
    expect(breaker.cause).toBe('slow_rate');
    expect(clock.nextInMs).toBe(500);
    await registry.close();
    expect(clock.pending).toBe(0);
  });
});

describe('the store', () => {
  test('tells what other processes decided', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    const [a, b] = [registryWith(clock, store), registryWith(clock, store)];
    b.registry.start();
    const other = b.make('d1');
    await trip(a.make('d1'));
    expect(other.peek(0)).toBe(OPEN);
    await b.registry.close();
  });

  test('told of breakers that are made later', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    const [a, b] = [registryWith(clock, store), registryWith(clock, store)];
    b.registry.start();
    await trip(a.make('d1'));
    clock.advance(1_000);
    const late = b.make('d1');
    expect([late.peek(clock.now()), late.retryAfterMs(clock.now())]).toEqual([OPEN, 2_750]);
    await b.registry.close();
  });

  test('is asked at the start for what it knows', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    await trip(registryWith(clock, store).make('d1'));
    const { registry, make } = registryWith(clock, store);
    registry.start();
    await settled();
    expect(make('d1').state).toBe('OPEN');
    await registry.close();
  });

  test('may be out of reach at the start', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    store.snapshot = () => Promise.reject(new Error('down'));
    const { registry, make } = registryWith(clock, store);
    registry.start();
    await settled();
    expect(make('d1').state).toBe('CLOSED');
    await registry.close();
  });

  test('is closed with the registry, which hears nothing any more', async () => {
    const clock = new VirtualClock();
    const store = new MemoryStore(clock);
    let closed = 0;
    store.close = () => Promise.resolve(void closed++);
    const { registry, events, make } = registryWith(clock, store);
    registry.start();
    const breaker = make('d1');
    await registry.close();
    await store.override('d1:chat', { mode: 'FORCED_OPEN', ttlMs: 9, actor: 'a', reason: 'r' });
    expect([closed, breaker.peek(0), events]).toEqual([1, 0, []]);
  });

  test('may be closed before it began', async () => {
    await expect(registryWith().registry.close()).resolves.toBeUndefined();
  });
});

describe('deployments of one credential', () => {
  test('share a hold', async () => {
    const { events, make, store } = registryWith();
    const [first, second] = [make('d1', 'c'), make('d2', 'c')];
    const [other, alone] = [make('d3', 'x'), make('d4')];
    fail(first, holdOf(5_000));
    await settled();
    const held = [first, second, other, alone].map((breaker) => breaker.peek(0));
    expect(held).toEqual([HOLD, HOLD, 0, 0]);
    expect(events.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      ...['d1:chat hold', 'd2:chat hold'],
    ]);
    expect((await store.snapshot()).get('d2:chat')?.holdRemainingMs).toBe(5_000);
  });

  test('share nothing when they have none', () => {
    const { make } = registryWith();
    const [first, second] = [make('d1'), make('d2')];
    fail(first, holdOf(5_000));
    fail(first, quarantineOf('quota'));
    expect(second.peek(0)).toBe(0);
  });

  test.each([
    ['credential', 2, QUARANTINED],
    ['quota', 1, QUARANTINED],
    ['permission', 2, 0],
    ['model_gone', 1, 0],
    ['region', 1, 0],
  ] as const)('share a quarantine for %s or not', (reason, confirmations, code) => {
    const { make } = registryWith();
    const [first, second] = [make('d1', 'c'), make('d2', 'c')];
    fail(first, quarantineOf(reason), confirmations);
    expect([first.peek(0), second.peek(0)]).toEqual([QUARANTINED, code]);
  });

  test('do not share ill health', async () => {
    const { make } = registryWith();
    const [first, second] = [make('d1', 'c'), make('d2', 'c')];
    await trip(first);
    expect([first.peek(0), second.peek(0)]).toEqual([OPEN, 0]);
  });

  test('look for themselves when one of them is well again', async () => {
    const { clock, events, make } = registryWith();
    const [first, second, third] = [make('d1', 'c'), make('d2', 'c'), make('d3', 'c')];
    fail(first, quarantineOf('quota'));
    await settled();
    const scopes = events.map((event) => event.kind === 'transition' && event.scope);
    expect(scopes).toEqual(['local', 'shared', 'shared']);
    clock.advance(first.retryAfterMs(0));
    const probe = await first.acquireProbe(clock.now(), 'stream', 1_000);
    third.configure({ ...SETTINGS }, clock.now());
    await probe?.settle('ok');
    expect([second.peek(clock.now()), third.peek(clock.now())]).toEqual([PROBE_DUE, PROBE_DUE]);
    const next = await second.acquireProbe(clock.now(), 'stream', 1_000);
    expect(await next?.settle('ok')).toBe('applied');
    expect(second.state).toBe('CLOSED');
  });

  test('do not wait for the rest of a longer time then', async () => {
    const { clock, make } = registryWith();
    const second = make('d2', 'c');
    fail(second, quarantineOf('quota'));
    await settled();
    const probe = await openLonger(second, clock);
    expect(probe).toBe('applied');
    const first = make('d1', 'c');
    await settled();
    expect(first.peek(clock.now())).toBe(QUARANTINED);
    clock.advance(first.retryAfterMs(clock.now()));
    await (await first.acquireProbe(clock.now(), 'stream', 1_000))?.settle('ok');
    expect(second.retryAfterMs(clock.now())).toBe(0);
    expect(await second.acquireProbe(clock.now(), 'stream', 1_000)).not.toBeNull();
  });

  test('tell a newcomer what holds', () => {
    const { make } = registryWith();
    fail(make('d1', 'c'), holdOf(5_000));
    expect(make('d2', 'c').retryAfterMs(0)).toBe(5_000);
    fail(make('d3', 'x'), quarantineOf('quota'));
    expect(make('d4', 'x').peek(0)).toBe(QUARANTINED);
    fail(make('d5', 'y'), quarantineOf('region'));
    expect(make('d6', 'y').peek(0)).toBe(0);
  });
});

async function openLonger(breaker: Breaker, clock: VirtualClock): Promise<string | undefined> {
  clock.advance(breaker.retryAfterMs(clock.now()));
  const probe = await breaker.acquireProbe(clock.now(), 'stream', 1_000);
  return probe?.settle('fail', quarantineOf('quota'));
}

describe('an operator', () => {
  const wish = { mode: 'FORCED_OPEN', ttlMs: 60_000, actor: 'ann', reason: 'a test' } as const;

  test('means all breakers of a deployment, also those to come', async () => {
    const { registry, clock, make } = registryWith();
    const [first, other] = [make('d1'), make('d2')];
    await registry.override('d1', wish);
    clock.advance(20_000);
    const later = registry.get(keyOf('d1', null, 'embeddings'), SETTINGS);
    await settled();
    const now = clock.now();
    expect([first, later, other].map((breaker) => breaker.peek(now))).toEqual([
      ...[FORCED_OPEN, FORCED_OPEN, 0],
    ]);
    expect(later.retryAfterMs(now)).toBe(40_000);
    await registry.override('d1', null);
    expect([first.peek(now), later.peek(now)]).toEqual([0, 0]);
    expect(registry.get(keyOf('d1', null, 'images'), SETTINGS).peek(now)).toBe(0);
  });

  test('does not mean them when the time is over, or the deployment was another', async () => {
    const { registry, clock, make } = registryWith();
    await registry.override('d1', wish);
    await registry.override('d2', wish);
    registry.retain(new Set(['d1']));
    const again = make('d2');
    clock.advance(60_000);
    const late = make('d1');
    await settled();
    expect([again.peek(0), late.peek(clock.now())]).toEqual([0, 0]);
  });

  test('opens and closes all breakers of a deployment', async () => {
    const { registry, make } = registryWith();
    const [first, other] = [make('d1'), make('d2')];
    await registry.trip('d1', 5_000, 'maintenance');
    expect([first.retryAfterMs(0), other.state]).toEqual([5_000, 'CLOSED']);
    await registry.override('d1', wish);
    await registry.reset('d1');
    expect([first.state, first.peek(0)]).toEqual(['CLOSED', 0]);
    expect(registry.get(keyOf('d1', null, 'images'), SETTINGS).peek(0)).toBe(0);
  });
});
