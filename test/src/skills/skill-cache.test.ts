import { describe, expect, test } from '@jest/globals';
import { SkillCache, type SkillCacheOptions } from '../../../src/skills/skill-cache.ts';
import { turns } from '../../support/http-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const AWAY = new Error('away');
const TTL = 60_000;
const HOUR = 3_600_000;

/** A source that notes what it is asked, and a cache before it on a clock that stands still. */
function rig(options: Partial<SkillCacheOptions<string>> = {}) {
  const clock = new VirtualClock();
  const rows = new Map<string, string>([['a', 'one']]);
  const asked: string[] = [];
  const faults: unknown[] = [];
  const source = { isAway: false, gate: null as Promise<void> | null };
  const cache = new SkillCache<string>({
    clock,
    random: () => 0.5,
    sizeOf: (value) => value.length,
    ttlMs: () => TTL,
    onFault: (_, thrown) => void faults.push(thrown),
    async load(key) {
      asked.push(key);
      const found = rows.get(key) ?? null;
      await source.gate;
      if (source.isAway) throw AWAY;
      return found;
    },
    ...options,
  });
  return { clock, rows, asked, faults, source, cache };
}

function makeGate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

const FRESH = (value: string) => ({ value, source: 'fresh' });
const STALE = (value: string) => ({ value, source: 'stale' });

describe('by the clock', () => {
  test('fresh: given at once, without a promise', async () => {
    const { cache, clock, rows, asked } = rig();
    expect(await cache.get('a')).toEqual(FRESH('one'));
    rows.set('a', 'two');
    clock.advance(TTL - 1);
    expect(cache.get('a')).toEqual(FRESH('one'));
    expect(asked).toHaveLength(1);
  });

  test('then stale at once, while one load brings the newer one', async () => {
    const { cache, clock, rows, asked } = rig();
    await cache.get('a');
    rows.set('a', 'two');
    clock.advance(TTL);
    expect([cache.get('a'), cache.get('a')]).toEqual([STALE('one'), STALE('one')]);
    await turns(1);
    expect(cache.get('a')).toEqual(FRESH('two'));
    expect(asked).toHaveLength(2);
  });

  test('after five times its life it is waited for', async () => {
    const { cache, clock, rows } = rig();
    await cache.get('a');
    rows.set('a', 'two');
    clock.advance(5 * TTL);
    expect(await cache.get('a')).toEqual(FRESH('two'));
  });

  test('a value ages from the beginning of its load', async () => {
    const { cache, clock, source } = rig({ loadTimeoutMs: HOUR });
    const gate = makeGate();
    source.gate = gate.promise;
    const first = cache.get('a');
    await turns(1);
    clock.advance(TTL);
    gate.open();
    await first;
    expect(cache.get('a')).toEqual(STALE('one'));
  });

  test('times are spread by a tenth to both sides', async () => {
    const early = rig({ random: () => 0 });
    const late = rig({ random: () => 0.999 });
    for (const { cache, clock } of [early, late]) {
      await cache.get('a');
      clock.advance(TTL * 0.95);
    }
    expect(early.cache.get('a')).toEqual(STALE('one'));
    late.clock.advance(TTL * 0.1);
    expect(late.cache.get('a')).toEqual(FRESH('one'));
  });

  test('what is absent is believed for ten seconds', async () => {
    const { cache, clock, rows, asked } = rig();
    expect(await cache.get('b')).toBeNull();
    rows.set('b', 'here');
    clock.advance(9_999);
    expect(cache.get('b')).toBeNull();
    clock.advance(1);
    expect(await cache.get('b')).toEqual(FRESH('here'));
    expect(asked).toEqual(['b', 'b']);
  });

  test('what was deleted is gone with the next load', async () => {
    const { cache, clock, rows } = rig();
    await cache.get('a');
    rows.delete('a');
    clock.advance(TTL);
    expect(cache.get('a')).toEqual(STALE('one'));
    await turns(1);
    expect(cache.get('a')).toBeNull();
    expect(cache.bytes).toBe(0);
  });
});

describe('a source that fails', () => {
  test('is hidden by what is known, up to a day', async () => {
    const { cache, clock, source, rows } = rig();
    await cache.get('a');
    source.isAway = true;
    clock.advance(HOUR);
    expect(await cache.get('a')).toEqual(STALE('one'));
    clock.advance(22 * HOUR);
    expect(cache.get('a')).toEqual(STALE('one'));
    await turns(1);
    rows.set('a', 'two');
    source.isAway = false;
    clock.advance(2_000);
    // Nobody waits for a source that failed the last time.
    expect(cache.get('a')).toEqual(STALE('one'));
    await turns(1);
    expect(cache.get('a')).toEqual(FRESH('two'));
  });

  test('is not hidden any longer', async () => {
    const { cache, clock, source } = rig();
    await cache.get('a');
    source.isAway = true;
    clock.advance(24 * HOUR);
    await expect(cache.get('a')).rejects.toBe(AWAY);
    expect(cache.size).toBe(0);
  });

  test('is left alone for a second, key by key, and then asked again', async () => {
    const { cache, clock, source, asked, faults } = rig();
    source.isAway = true;
    await expect(cache.get('a')).rejects.toBe(AWAY);
    await expect(cache.get('a')).rejects.toBe(AWAY);
    expect(asked).toEqual(['a']);
    source.isAway = false;
    expect(await cache.get('b')).toBeNull();
    clock.advance(999);
    await expect(cache.get('a')).rejects.toBe(AWAY);
    clock.advance(1);
    expect(await cache.get('a')).toEqual(FRESH('one'));
    expect(faults).toEqual([AWAY]);
  });

  test('may say how long it is to be left alone', async () => {
    const { cache, clock, source, asked } = rig({ restMs: () => 5_000 });
    source.isAway = true;
    await expect(cache.get('a')).rejects.toBe(AWAY);
    clock.advance(4_999);
    await expect(cache.get('a')).rejects.toBe(AWAY);
    expect(asked).toHaveLength(1);
  });

  test('that hangs counts as failing after two seconds; what it says later is not heard', async () => {
    const { cache, clock, source } = rig();
    const gate = makeGate();
    source.gate = gate.promise;
    const first = cache.get('a');
    clock.advance(2_000);
    await expect(first).rejects.toThrow('no answer within 2000 ms');
    gate.open();
    await turns(1);
    expect(cache.size).toBe(0);
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    expect(await cache.get('a')).toEqual(FRESH('one'));
  });

  test('fails all who wait, and only them', async () => {
    const { cache, source, clock } = rig();
    source.isAway = true;
    const all = await Promise.allSettled([cache.get('a'), cache.get('a'), cache.get('a')]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    source.isAway = false;
    clock.advance(1_000);
    expect(await cache.get('a')).toEqual(FRESH('one'));
  });

  test('that throws at once is the same', async () => {
    const { cache } = rig({
      load() {
        throw AWAY;
      },
    });
    await expect(cache.get('a')).rejects.toBe(AWAY);
  });
});

describe('one load for all', () => {
  test('of 1,000 who ask at a time', async () => {
    const { cache, asked } = rig();
    const all = await Promise.all(Array.from({ length: 1_000 }, async () => cache.get('a')));
    expect(new Set(all).size).toBe(1);
    expect(asked).toHaveLength(1);
    expect(cache.counters).toMatchObject({ misses: 1_000, coalesced: 999, loads: 1 });
  });

  test('loads at once are bounded', async () => {
    const { cache, source } = rig({ maxLoads: 2 });
    const gate = makeGate();
    source.gate = gate.promise;
    const both = [cache.get('a'), cache.get('b')];
    await expect(cache.get('c')).rejects.toThrow('too many');
    const joined = cache.get('a');
    gate.open();
    expect(await Promise.all([...both, joined])).toEqual([FRESH('one'), null, FRESH('one')]);
  });
});

describe('what is forgotten', () => {
  test('is loaded anew', async () => {
    const { cache, rows } = rig();
    await cache.get('a');
    rows.set('a', 'two');
    cache.forget('a');
    expect(await cache.get('a')).toEqual(FRESH('two'));
    rows.set('b', 'new');
    cache.forget('b');
    expect(await cache.get('b')).toEqual(FRESH('new'));
  });

  test.each(['forget', 'clear', 'expire'] as const)(
    'by %s while it is loaded: what comes is not kept',
    async (how) => {
      const { cache, source, rows } = rig();
      const gate = makeGate();
      source.gate = gate.promise;
      const before = cache.get('a');
      await turns(1);
      rows.set('a', 'two');
      cache[how]('a');
      source.gate = null;
      const after = cache.get('a');
      expect(await after).toEqual(FRESH('two'));
      gate.open();
      expect(await before).toEqual(FRESH('one'));
      expect(cache.get('a')).toEqual(FRESH('two'));
    },
  );

  test('is not served when its reload fails', async () => {
    const { cache, clock, source } = rig();
    await cache.get('a');
    clock.advance(HOUR);
    const gate = makeGate();
    source.gate = gate.promise;
    source.isAway = true;
    const waiting = cache.get('a');
    cache.forget('a');
    gate.open();
    await expect(waiting).rejects.toBe(AWAY);
  });

  test('a failure of before the change does not hold up the one after it', async () => {
    const { cache, source } = rig();
    source.isAway = true;
    await expect(cache.get('a')).rejects.toBe(AWAY);
    source.isAway = false;
    cache.forget('a');
    expect(await cache.get('a')).toEqual(FRESH('one'));
  });

  test('expired: asked for anew, and served only while that fails', async () => {
    const { cache, source, rows, clock } = rig();
    await cache.get('a');
    rows.set('a', 'two');
    cache.expire();
    expect(await cache.get('a')).toEqual(FRESH('two'));
    cache.expire();
    source.isAway = true;
    expect(await cache.get('a')).toEqual(STALE('two'));
    clock.advance(1);
    expect(cache.get('a')).toEqual(STALE('two'));
  });
});

describe('bounds', () => {
  test('the least recently used goes, by number and by bytes', async () => {
    const { cache, rows, asked } = rig({ maxEntries: 2 });
    for (const key of ['b', 'c']) rows.set(key, key);
    await cache.get('a');
    await cache.get('b');
    void cache.get('a');
    await cache.get('c');
    expect(cache.size).toBe(2);
    void cache.get('a');
    expect(asked).toEqual(['a', 'b', 'c']);
    await cache.get('b');
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.counters.evictions).toBe(2);
  });

  test('100,000 random keys take no more than they may, absent and failing ones too', async () => {
    const { cache, source } = rig({
      maxBytes: 100_000,
      maxEntries: 300,
      load: async (key) => {
        if (source.isAway) throw AWAY;
        return Number(key) % 2 === 0 ? 'x'.repeat(Number(key) % 1_000) : null;
      },
    });
    for (let i = 0; i < 100_000; i += 1) {
      source.isAway = i % 7 === 0;
      await Promise.resolve(cache.get(String(i))).catch(() => {});
      if (cache.bytes > 100_000 || cache.size > 300) throw new Error(`${cache.bytes} bytes`);
    }
    expect(cache.size).toBeGreaterThan(50);
    cache.clear();
    expect(cache.bytes).toBe(0);
  });

  test('a value that is too large is given and not kept; an older one goes', async () => {
    const { cache, rows, clock, asked } = rig({ maxValueBytes: 1_000 });
    await cache.get('a');
    rows.set('a', 'x'.repeat(1_000));
    clock.advance(HOUR);
    expect((await cache.get('a'))?.value).toHaveLength(1_000);
    expect((await cache.get('a'))?.value).toHaveLength(1_000);
    expect(asked).toHaveLength(3);
    expect(cache.size).toBe(0);
  });
});
