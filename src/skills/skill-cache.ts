import type { Clock } from '../core/clock.ts';
import { within } from '../core/service-fault.ts';

/** A value, and whether it is as new as it should be. */
export interface Cached<V> {
  readonly value: V;
  readonly source: 'fresh' | 'stale';
}

/** How a cache loads, how long it believes what it loaded, and how much it keeps. */
export interface SkillCacheOptions<V> {
  readonly clock: Clock;
  /** Uniform in [0, 1): times are spread, so that what was loaded together is not reloaded together. */
  readonly random: () => number;
  /** Asks the source; null: there is no such thing. A rejection means that nobody knows. */
  readonly load: (key: string) => Promise<V | null>;
  /** Bytes that a value takes. */
  readonly sizeOf: (value: V) => number;
  /** Milliseconds a value counts as fresh, from the start of its load; asked for each value. */
  readonly ttlMs: () => number;
  /** How long a key is left alone after this failure. Default: one second. */
  readonly restMs?: (thrown: unknown) => number;
  /** Told of every load that failed. */
  readonly onFault?: (key: string, thrown: unknown) => void;
  /** So many times its life is a value given at once while a newer one is loaded. Default 5. */
  readonly revalidateTtls?: number;
  /** How old a value may get while the source fails. Default: 24 hours. */
  readonly staleMs?: number;
  /** How long "there is no such thing" is believed. Default: 10 seconds. */
  readonly absentMs?: number;
  /** How long a load may take. Default: 2 seconds. */
  readonly loadTimeoutMs?: number;
  /** Values kept; the least recently used goes. As many absent keys and failures. Default 2,000. */
  readonly maxEntries?: number;
  /** Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Larger values are given and not kept. Default: 1 MiB. */
  readonly maxValueBytes?: number;
  /** Loads under way at once; more are refused. Default 1,000. */
  readonly maxLoads?: number;
}

/** What became of the questions so far. */
export interface CacheCounters {
  hits: number;
  staleHits: number;
  absentHits: number;
  misses: number;
  coalesced: number;
  loads: number;
  failures: number;
  evictions: number;
}

interface Entry<V> {
  readonly fresh: Cached<V>;
  readonly stale: Cached<V>;
  readonly bytes: number;
  freshUntil: number;
  revalidateUntil: number;
  readonly usableUntil: number;
}

interface Failure {
  readonly until: number;
  readonly thrown: unknown;
}

type Flight<V> = Promise<Cached<V> | null>;

const DEFAULTS = {
  restMs: () => 1_000,
  onFault: () => {},
  revalidateTtls: 5,
  staleMs: 24 * 3_600_000,
  absentMs: 10_000,
  loadTimeoutMs: 2_000,
  maxEntries: 2_000,
  maxBytes: 64 * 1_048_576,
  maxValueBytes: 1_048_576,
  maxLoads: 1_000,
};
/** A key in a map, and what is held beside its value. */
const ENTRY_BYTES = 200;
/** Times differ by so much to both sides. */
const JITTER = 0.1;

/**
 * Values by key, loaded once however many callers want them. A value is fresh for its time; then it
 * is given as it is while a newer one is loaded behind the caller's back; then callers wait for the
 * newer one, and get the old one when the source fails. A load that began before its key was
 * forgotten is not kept.
 */
export class SkillCache<V> {
  readonly counters: CacheCounters = {
    hits: 0,
    staleHits: 0,
    absentHits: 0,
    misses: 0,
    coalesced: 0,
    loads: 0,
    failures: 0,
    evictions: 0,
  };
  readonly #options: Required<SkillCacheOptions<V>>;
  /** In order of use, the least recent first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #absentUntil = new Map<string, number>();
  readonly #failures = new Map<string, Failure>();
  /** A load that is not here any more was overtaken: what it brings is not kept. */
  readonly #flights = new Map<string, Flight<V>>();
  #bytes = 0;

  constructor(options: SkillCacheOptions<V>) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Values held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Bytes held, with what keys and entries take. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The value, or null for what does not exist: at once where that is known, else a promise. It
   * rejects when the source fails and nothing usable is known.
   */
  get(key: string): Cached<V> | null | Flight<V> {
    const now = this.#options.clock.now();
    const entry = this.#entries.get(key);
    if (entry !== undefined) return this.#serve(key, entry, now);
    const absentUntil = this.#absentUntil.get(key);
    if (absentUntil !== undefined && now < absentUntil) {
      this.counters.absentHits += 1;
      return null;
    }
    this.counters.misses += 1;
    const failure = this.#restingFailure(key, now);
    return failure === null ? this.#fly(key) : refuse(failure);
  }

  /** Drops one value at once; a load of it that is under way is not kept either. */
  forget(key: string): void {
    this.#drop(key);
    this.#absentUntil.delete(key);
    this.#failures.delete(key);
    this.#flights.delete(key);
  }

  /** Drops everything, as `forget` does. */
  clear(): void {
    this.#entries.clear();
    this.#absentUntil.clear();
    this.#failures.clear();
    this.#flights.clear();
    this.#bytes = 0;
  }

  /**
   * Nothing that is known is sure any more: it is asked for anew before it is given, and serves only
   * while the source fails.
   */
  expire(): void {
    for (const entry of this.#entries.values()) {
      entry.freshUntil = -Infinity;
      entry.revalidateUntil = -Infinity;
    }
    this.#absentUntil.clear();
    this.#failures.clear();
    this.#flights.clear();
  }

  #serve(key: string, entry: Entry<V>, now: number): Cached<V> | null | Flight<V> {
    if (now >= entry.usableUntil) {
      this.#drop(key);
      return this.get(key);
    }
    // The last in order is the one used last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (now < entry.freshUntil) {
      this.counters.hits += 1;
      return entry.fresh;
    }
    if (this.#restingFailure(key, now) !== null) return this.#giveStale(entry);
    // Nobody waits for a source that failed the last time.
    if (now < entry.revalidateUntil || this.#failures.has(key)) {
      if (!this.#flights.has(key)) void this.#fly(key).catch(ignore);
      return this.#giveStale(entry);
    }
    return this.#renew(key, entry);
  }

  #giveStale(entry: Entry<V>): Cached<V> {
    this.counters.staleHits += 1;
    return entry.stale;
  }

  /** Waits for the newer value; the old one serves when there is none to be had. */
  async #renew(key: string, entry: Entry<V>): Flight<V> {
    this.counters.misses += 1;
    const flight = this.#fly(key);
    try {
      return await flight;
    } catch (thrown) {
      // What was forgotten in the meantime is not served any more.
      const known = this.#entries.get(key);
      if (known === undefined) throw thrown;
      return known === entry ? this.#giveStale(entry) : known.fresh;
    }
  }

  #restingFailure(key: string, now: number): Failure | null {
    const failure = this.#failures.get(key);
    return failure !== undefined && now < failure.until ? failure : null;
  }

  // oxlint-disable-next-line typescript/promise-function-async -- joiners share the promise itself
  #fly(key: string): Flight<V> {
    const running = this.#flights.get(key);
    if (running !== undefined) {
      this.counters.coalesced += 1;
      return running;
    }
    if (this.#flights.size >= this.#options.maxLoads) return refuse({ thrown: new TooManyLoads() });
    const isCurrent = (): boolean => this.#flights.get(key) === flight;
    const flight = this.#load(key, isCurrent);
    this.#flights.set(key, flight);
    return flight;
  }

  async #load(key: string, isCurrent: () => boolean): Flight<V> {
    const { clock, load, loadTimeoutMs: timeoutMs } = this.#options;
    const startedAt = clock.now();
    this.counters.loads += 1;
    try {
      // A turn later: whatever `load` does, the flight is in its place by then.
      const work = Promise.resolve(key).then(load);
      const expire = (): Error => new LoadTimeout(timeoutMs);
      const value = await within({ clock, timeoutMs, expire }, work);
      const found = value === null ? null : asCached(value);
      if (isCurrent()) this.#keep(key, found, startedAt);
      return found?.fresh ?? null;
    } catch (thrown) {
      this.counters.failures += 1;
      if (isCurrent()) this.#rest(key, thrown);
      this.#options.onFault(key, thrown);
      throw thrown;
    } finally {
      if (isCurrent()) this.#flights.delete(key);
    }
  }

  #rest(key: string, thrown: unknown): void {
    const { clock, restMs, maxEntries } = this.#options;
    const until = clock.now() + this.#spread(restMs(thrown));
    putBounded(this.#failures, key, { until, thrown }, maxEntries);
  }

  #keep(key: string, found: Pair<V> | null, startedAt: number): void {
    const { sizeOf, ttlMs, revalidateTtls, staleMs, absentMs, ...bounds } = this.#options;
    this.#drop(key);
    this.#absentUntil.delete(key);
    this.#failures.delete(key);
    if (found === null) {
      putBounded(this.#absentUntil, key, startedAt + this.#spread(absentMs), bounds.maxEntries);
      return;
    }
    const bytes = sizeOf(found.fresh.value) + key.length * 2 + ENTRY_BYTES;
    if (bytes > Math.min(bounds.maxValueBytes, bounds.maxBytes)) return;
    const ttl = this.#spread(ttlMs());
    this.#entries.set(key, {
      ...found,
      bytes,
      freshUntil: startedAt + ttl,
      revalidateUntil: startedAt + ttl * revalidateTtls,
      usableUntil: startedAt + Math.max(staleMs, ttl),
    });
    this.#bytes += bytes;
    this.#makeRoom();
  }

  #makeRoom(): void {
    const { maxEntries, maxBytes } = this.#options;
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= maxEntries && this.#bytes <= maxBytes) return;
      this.#drop(key);
      this.counters.evictions += 1;
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  #spread(ms: number): number {
    return ms * (1 - JITTER + 2 * JITTER * this.#options.random());
  }
}

/** As many loads as may be are under way. */
class TooManyLoads extends Error {
  constructor() {
    super('too many skills are being loaded at once');
    this.name = 'TooManyLoads';
  }
}

/** A load took too long; whether it comes to an end nobody knows. */
class LoadTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'LoadTimeout';
  }
}

interface Pair<V> {
  readonly fresh: Cached<V>;
  readonly stale: Cached<V>;
}

/** Made once, so that a hit makes nothing. */
function asCached<V>(value: V): Pair<V> {
  return { fresh: { value, source: 'fresh' }, stale: { value, source: 'stale' } };
}

async function refuse({ thrown }: Pick<Failure, 'thrown'>): Promise<never> {
  throw thrown;
}

function ignore(): void {}

function putBounded<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
