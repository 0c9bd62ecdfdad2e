import { describe, expect, test } from '@jest/globals';
import { TtlCache, type TtlCacheOptions } from '../../../src/cache/ttl-cache.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

interface Value {
  readonly text: string;
}

const AWAY = new Error('away');

/** A source that notes what it is asked, and a cache before it. */
function rig(options: Partial<TtlCacheOptions<Value>> = {}) {
  const clock = new VirtualClock();
  const rows = new Map<string, Value>();
  const asked: string[] = [];
  const source = { rows, asked, isAway: false, gate: null as Promise<void> | null };
  const cache = new TtlCache<Value>({
    clock,
    async load(key) {
      asked.push(key);
      const found = rows.get(key) ?? null;
      await source.gate;
      if (source.isAway) throw AWAY;
      return found;
    },
    ...options,
  });
  return { clock, source, cache, rows, asked };
}

function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe('a value that is known', () => {
  test('is given at once, without a promise, until its time is over', async () => {
    const { cache, clock, rows, asked } = rig();
    rows.set('a', { text: 'one' });
    await cache.get('a');
    rows.set('a', { text: 'two' });
    clock.advance(59_999);
    expect(cache.get('a')).toEqual({ text: 'one' });
    clock.advance(1);
    expect(await cache.get('a')).toEqual({ text: 'two' });
    expect(asked).toEqual(['a', 'a']);
  });

  test('ages from the moment its load began', async () => {
    const { cache, clock, rows, source } = rig();
    const door = gate();
    source.gate = door.promise;
    rows.set('a', { text: 'one' });
    const first = cache.get('a');
    await Promise.resolve();
    clock.advance(60_000);
    door.open();
    await first;
    expect(cache.get('a')).toBeInstanceOf(Promise);
  });

  test('and that is null, is known for ten seconds', async () => {
    const { cache, clock, rows, asked } = rig();
    expect(await cache.get('a')).toBeNull();
    rows.set('a', { text: 'late' });
    clock.advance(9_999);
    expect(cache.get('a')).toBeNull();
    clock.advance(1);
    expect(await cache.get('a')).toEqual({ text: 'late' });
    expect(asked).toHaveLength(2);
  });
});

test('a hundred callers at once ask the source once', async () => {
  const { cache, rows, asked } = rig();
  rows.set('a', { text: 'one' });
  const answers = await Promise.all(Array.from({ length: 100 }, async () => cache.get('a')));
  expect(asked).toEqual(['a']);
  expect(new Set(answers).size).toBe(1);
});

describe('room', () => {
  test('is made by what was used least recently', async () => {
    const { cache, rows } = rig({ maxEntries: 2 });
    for (const key of ['a', 'b', 'c']) rows.set(key, { text: key });
    await cache.get('a');
    await cache.get('b');
    await cache.get('a');
    await cache.get('c');
    expect(cache.size).toBe(2);
    expect(cache.get('a')).toEqual({ text: 'a' });
    expect(cache.get('b')).toBeInstanceOf(Promise);
  });

  test('of real values is not taken by guesses', async () => {
    const { cache, rows } = rig({ maxEntries: 5 });
    rows.set('real', { text: 'real' });
    await cache.get('real');
    for (let i = 0; i < 50; i += 1) await cache.get(`guess-${i}`);
    expect(cache.get('real')).toEqual({ text: 'real' });
    expect(cache.absentSize).toBe(5);
  });

  test('for loads under way is bounded', async () => {
    const { cache, source } = rig({ maxLoads: 2 });
    const door = gate();
    source.gate = door.promise;
    const running = [cache.get('a'), cache.get('b')];
    await expect(cache.get('c')).rejects.toThrow('too many look-ups at once');
    door.open();
    for (const one of running) await one;
    expect(await cache.get('c')).toBeNull();
  });
});

describe('when the source is away', () => {
  async function known(options: Partial<TtlCacheOptions<Value>> = {}) {
    const made = rig(options);
    made.rows.set('a', { text: 'one' });
    await made.cache.get('a');
    await made.cache.get('none');
    made.source.isAway = true;
    return made;
  }

  test('what was known is served for an hour, and no longer', async () => {
    const { cache, clock } = await known();
    clock.advance(60_000);
    expect(await cache.get('a')).toEqual({ text: 'one' });
    clock.advance(3_540_000 - 1);
    expect(await cache.get('a')).toEqual({ text: 'one' });
    clock.advance(1);
    await expect(cache.get('a')).rejects.toThrow('away');
  });

  test('what was not known is an error, and so is what was known not to be', async () => {
    const { cache, clock } = await known();
    await expect(cache.get('b')).rejects.toThrow('away');
    clock.advance(10_000);
    await expect(cache.get('none')).rejects.toThrow('away');
  });

  test('only the first caller waits: the others are served behind its back', async () => {
    const { cache, clock, asked } = await known();
    clock.advance(60_000);
    await cache.get('a');
    expect(asked).toHaveLength(3);
    for (let i = 0; i < 100; i += 1) expect(cache.get('a')).toEqual({ text: 'one' });
    expect(asked).toHaveLength(3);
    clock.advance(1_000);
    for (let i = 0; i < 100; i += 1) expect(cache.get('a')).toEqual({ text: 'one' });
    await expect(cache.get('b')).rejects.toThrow('away');
    expect(asked).toHaveLength(4);
  });

  test('and only slow, nobody waits longer than a second who can be served with what was known', async () => {
    const { cache, clock, rows, source } = rig();
    rows.set('a', { text: 'one' });
    await cache.get('a');
    clock.advance(60_000);
    const door = gate();
    source.gate = door.promise;
    rows.set('a', { text: 'two' });
    const waiting = cache.get('a');
    clock.advance(1_000);
    expect(await waiting).toEqual({ text: 'one' });
    door.open();
    await door.promise;
    await Promise.resolve();
    await Promise.resolve();
    expect(cache.get('a')).toEqual({ text: 'two' });
  });

  test('its return is noticed, and everything is fresh again', async () => {
    const { cache, clock, rows, source } = await known();
    clock.advance(60_000);
    await cache.get('a');
    source.isAway = false;
    rows.set('a', { text: 'two' });
    clock.advance(1_000);
    expect(cache.get('a')).toEqual({ text: 'one' });
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(cache.get('a')).toEqual({ text: 'two' });
    expect(await cache.get('b')).toBeNull();
  });

  test('what was forgotten is not served, not even to who waits already', async () => {
    const { cache, clock, source } = await known();
    const door = gate();
    source.gate = door.promise;
    clock.advance(60_000);
    const waiting = cache.get('a');
    cache.forget('a');
    door.open();
    await expect(waiting).rejects.toThrow('away');
    await expect(cache.get('a')).rejects.toThrow('away');
  });

  test('a load that throws at once is a failed load', async () => {
    const cache = new TtlCache<Value>({
      clock: new VirtualClock(),
      load() {
        throw AWAY;
      },
    });
    await expect(cache.get('a')).rejects.toThrow('away');
    await expect(cache.get('a')).rejects.toThrow('away');
  });
});

describe('forgetting', () => {
  test('drops a value at once, and what is known to be absent', async () => {
    const { cache, rows } = rig();
    rows.set('a', { text: 'one' });
    await cache.get('a');
    await cache.get('b');
    rows.set('a', { text: 'two' });
    rows.set('b', { text: 'new' });
    cache.forget('a');
    cache.forget('b');
    expect(await cache.get('a')).toEqual({ text: 'two' });
    expect(await cache.get('b')).toEqual({ text: 'new' });
  });

  test.each(['forget', 'forgetWhere', 'clear'] as const)(
    '%s keeps out what was read before it and comes after it',
    async (way) => {
      const { cache, rows, source } = rig();
      const door = gate();
      source.gate = door.promise;
      rows.set('a', { text: 'old' });
      const reading = cache.get('a');
      await Promise.resolve();
      await Promise.resolve();
      if (way === 'forget') cache.forget('a');
      if (way === 'forgetWhere') cache.forgetWhere(() => true);
      if (way === 'clear') cache.clear();
      rows.set('a', { text: 'new' });
      door.open();
      expect(await reading).toEqual({ text: 'old' });
      expect(await cache.get('a')).toEqual({ text: 'new' });
      expect(cache.get('a')).toEqual({ text: 'new' });
    },
  );

  test('of some values leaves the others', async () => {
    const { cache, rows } = rig();
    for (const key of ['a', 'b']) rows.set(key, { text: key });
    await cache.get('a');
    await cache.get('b');
    cache.forgetWhere(({ text }) => text === 'a');
    expect(cache.get('b')).toEqual({ text: 'b' });
    expect(cache.get('a')).toBeInstanceOf(Promise);
  });
});
