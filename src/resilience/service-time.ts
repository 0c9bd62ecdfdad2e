const WEIGHT = 1 / 8;
const SMALLEST_RING = 16;

/**
 * How long calls take, learnt from when calls begin and end, without being told which one it is that
 * ends. Every end is paired with the oldest begin: a single sample may be wrong by that, their mean is
 * not. Times are clock milliseconds.
 */
export class ServiceTime {
  /** When the calls under way began, oldest first: a ring that starts at `#first`. */
  #begun = new Float64Array(SMALLEST_RING);
  #first = 0;
  #count = 0;
  #latest = 0;
  #mean: number | null = null;

  /** Calls that have begun and not ended. */
  get underWay(): number {
    return this.#count;
  }

  begin(now: number): void {
    if (this.#count === this.#begun.length) this.#grow();
    this.#begun[(this.#first + this.#count) % this.#begun.length] = now;
    this.#count++;
    this.#latest = now;
  }

  end(now: number): void {
    if (this.#count === 0) return;
    const tookMs = now - (this.#begun[this.#first] ?? now);
    this.#first = (this.#first + 1) % this.#begun.length;
    this.#count--;
    this.#mean = this.#mean === null ? tookMs : this.#mean + WEIGHT * (tookMs - this.#mean);
  }

  /** The same, to go on by itself. */
  copy(): ServiceTime {
    const copy = new ServiceTime();
    copy.#begun = this.#begun.slice();
    copy.#first = this.#first;
    copy.#count = this.#count;
    copy.#latest = this.#latest;
    copy.#mean = this.#mean;
    return copy;
  }

  /** Stops following the calls under way; what was learnt stays. */
  forgetCalls(): void {
    this.#first = 0;
    this.#count = 0;
  }

  /** A moving mean; where even the newest call has been going on for longer, that. */
  estimateMs(now: number): number {
    const newestMs = this.#count === 0 ? 0 : now - this.#latest;
    return Math.max(this.#mean ?? 0, newestMs);
  }

  #grow(): void {
    const old = this.#begun;
    this.#begun = new Float64Array(old.length * 2);
    this.#begun.set(old.subarray(this.#first));
    this.#begun.set(old.subarray(0, this.#first), old.length - this.#first);
    this.#first = 0;
  }
}
