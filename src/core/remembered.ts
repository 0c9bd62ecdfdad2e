import type { Clock } from './clock.ts';

/** What is remembered, and how it is read. */
export interface RememberedParts<T> {
  readonly clock: Clock;
  /** How long a value counts, milliseconds. */
  readonly ttlMs: number;
  /** Most values at a time: the one that was read longest ago goes first. */
  readonly most: number;
  /** `before`: the value that is too old; undefined: there is none. */
  readonly read: (key: string, before: T | undefined) => Promise<T>;
}

interface Kept<T> {
  readonly value: Promise<T>;
  readonly at: number;
  settled: T | undefined;
}

/** Values that cost something to read: read once for everybody who asks meanwhile; a failure is not kept. */
export class Remembered<T> {
  readonly #parts: RememberedParts<T>;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(parts: RememberedParts<T>) {
    this.#parts = parts;
  }

  /** Rejects with what reading rejects with. */
  get(key: string): Promise<T> {
    const { clock, ttlMs } = this.#parts;
    const known = this.#kept.get(key);
    if (known !== undefined && clock.now() - known.at < ttlMs) return known.value;
    return this.#read(key, known?.settled);
  }

  #read(key: string, before: T | undefined): Promise<T> {
    const { clock, most, read } = this.#parts;
    const kept: Kept<T> = { value: read(key, before), at: clock.now(), settled: before };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) break;
      this.#kept.delete(oldest);
    }
    void this.#settle(key, kept);
    return kept.value;
  }

  async #settle(key: string, kept: Kept<T>): Promise<void> {
    try {
      kept.settled = await kept.value;
    } catch {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    }
  }
}
