import type { Clock } from '../core/clock.ts';
import { within } from '../core/service-fault.ts';

/** How a cache loads, and how long it believes what it loaded. */
export interface TtlCacheOptions<V> {
  readonly clock: Clock;
  /** Asks the source; null: there is no such thing. A rejection means that the source is away. */
  readonly load: (key: string) => Promise<V | null>;
  /** Milliseconds a value counts as fresh, from the start of its load. Default 60,000. */
  readonly ttlMs?: number;
  /** The same for "there is no such thing". Default 10,000. */
  readonly absentTtlMs?: number;
  /** How old a value may get while the source is away. Default 3,600,000. */
  readonly staleMs?: number;
  /** Values kept, and answers of "no such thing" kept; the least recently used goes. Default 10,000. */
  readonly maxEntries?: number;
  /** Loads under way at once; more are refused. Default 1,000. */
  readonly maxLoads?: number;
}

/** As many loads as may be are under way: the source may be well. */
export class TooManyLoads extends Error {
  constructor() {
    super('too many look-ups at once');
    this.name = 'TooManyLoads';
  }
}

interface Entry<V> {
  readonly value: V;
  readonly freshUntil: number;
  readonly usableUntil: number;
}

const DEFAULTS = {
  ttlMs: 60_000,
  absentTtlMs: 10_000,
  staleMs: 3_600_000,
  maxEntries: 10_000,
  maxLoads: 1_000,
};
/** After a failed load the source is left alone for so long: nobody waits for what just failed. */
const REST_MS = 1_000;
/** Who can be served with what was known waits no longer for something newer. */
const PATIENCE_MS = 1_000;

/**
 * Values by key, asked for once however many callers want them. When the source fails, what was
 * known is served on, and refreshed behind the callers' backs until the source is back. What is
 * known to be absent has a room of its own, so that guessed keys do not drive real ones out.
 */
export class TtlCache<V extends object> {
  readonly #options: Required<TtlCacheOptions<V>>;
  /** In order of use, the least recent first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #absentUntil = new Map<string, number>();
  readonly #loads = new Map<string, Promise<V | null>>();
  /** When the source may be asked again, and what it failed with; null: it is well. */
  #failure: { readonly restUntil: number; readonly thrown: unknown } | null = null;

  constructor(options: TtlCacheOptions<V>) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Values held, absent ones not counted. */
  get size(): number {
    return this.#entries.size;
  }

  /** What was found to be absent and is still remembered so. */
  get absentSize(): number {
    return this.#absentUntil.size;
  }

  /**
   * The value, or null for what does not exist: at once where that is known, a promise where the
   * source must be asked. The promise rejects when the source is away and nothing is known.
   */
  get(key: string): V | null | Promise<V | null> {
    const now = this.#options.clock.now();
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return now < entry.freshUntil ? entry.value : this.#refresh(key, entry, now);
    }
    const absentUntil = this.#absentUntil.get(key);
    if (absentUntil !== undefined && now < absentUntil) return null;
    return this.#isResting(now) ? this.#refuse() : this.#loadOnce(key);
  }

  /** Drops one value at once; a load of it that is under way is not kept either. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.#absentUntil.delete(key);
    this.#loads.delete(key);
  }

  /** Drops every value that `matches`, and whatever is just being loaded. */
  forgetWhere(matches: (value: V) => boolean): void {
    for (const [key, { value }] of this.#entries) {
      if (matches(value)) this.#entries.delete(key);
    }
    this.#loads.clear();
  }

  /** Drops everything. */
  clear(): void {
    this.#entries.clear();
    this.#absentUntil.clear();
    this.#loads.clear();
  }

  #refresh(key: string, entry: Entry<V>, now: number): V | Promise<V | null> {
    const usable = now < entry.usableUntil;
    if (usable && this.#failure !== null) {
      if (!this.#isResting(now)) this.#loadOnce(key).catch(() => {});
      return entry.value;
    }
    if (this.#isResting(now)) return this.#refuse();
    const load = this.#loadOnce(key);
    return usable ? this.#awaitBriefly(key, entry, load) : load;
  }

  /** A source that is slow, or fails, does not hold up who can be served with what was known. */
  async #awaitBriefly(key: string, entry: Entry<V>, load: Promise<V | null>): Promise<V | null> {
    const expire = (): Error => new Error('the source is slow');
    const deadline = { clock: this.#options.clock, timeoutMs: PATIENCE_MS, expire };
    try {
      return await within(deadline, load);
    } catch {
      // What was forgotten in the meantime is not served any more.
      return this.#entries.get(key)?.value === entry.value ? entry.value : load;
    }
  }

  /** While the source fails, one load at a time finds out whether it is back. */
  #isResting(now: number): boolean {
    return this.#failure !== null && (now < this.#failure.restUntil || this.#loads.size > 0);
  }

  async #refuse(): Promise<never> {
    throw this.#failure?.thrown ?? new Error('the source is away');
  }

  async #loadOnce(key: string): Promise<V | null> {
    const running = this.#loads.get(key);
    if (running !== undefined) return running;
    if (this.#loads.size >= this.#options.maxLoads) throw new TooManyLoads();
    const isCurrent = (): boolean => this.#loads.get(key) === load;
    const load = Promise.resolve().then(async () => this.#load(key, isCurrent));
    this.#loads.set(key, load);
    return load;
  }

  async #load(key: string, isCurrent: () => boolean): Promise<V | null> {
    const { clock, load } = this.#options;
    const startedAt = clock.now();
    try {
      const value = await load(key);
      this.#failure = null;
      if (isCurrent()) this.#keep(key, value, startedAt);
      return value;
    } catch (thrown) {
      this.#failure = { restUntil: clock.now() + REST_MS, thrown };
      throw thrown;
    } finally {
      if (isCurrent()) this.#loads.delete(key);
    }
  }

  #keep(key: string, value: V | null, startedAt: number): void {
    const { ttlMs, absentTtlMs, staleMs, maxEntries } = this.#options;
    this.#entries.delete(key);
    this.#absentUntil.delete(key);
    if (value === null) {
      putBounded(this.#absentUntil, key, startedAt + absentTtlMs, maxEntries);
      return;
    }
    const entry = { value, freshUntil: startedAt + ttlMs, usableUntil: startedAt + staleMs };
    putBounded(this.#entries, key, entry, maxEntries);
  }
}

function putBounded<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.set(key, value);
  if (map.size <= max) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
