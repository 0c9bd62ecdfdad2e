const KEPT = 128;
const LEAST = 20;
const SHARE = 0.95;
/** Sorting for every call would cost more than it tells. */
const FRESH_MS = 1_000;

/** The newest times to the first token, and how long nearly all of them took. Milliseconds. */
export class FirstTokenTimes {
  readonly #samples = new Float64Array(KEPT);
  readonly #sorted = new Float64Array(KEPT);
  #added = 0;
  #p95 = 0;
  #p95Until = -Infinity;

  /** Adds one; the oldest goes when there are 128. */
  add(ms: number): void {
    this.#samples[this.#added % KEPT] = ms;
    this.#added++;
  }

  /** What 95 of 100 stayed within, up to a second old; null for fewer than 20 samples. */
  p95(now: number): number | null {
    if (this.#added < LEAST) return null;
    if (now >= this.#p95Until) {
      this.#p95 = this.#quantile();
      this.#p95Until = now + FRESH_MS;
    }
    return this.#p95;
  }

  #quantile(): number {
    const count = Math.min(this.#added, KEPT);
    const sorted = this.#sorted.subarray(0, count);
    sorted.set(this.#samples.subarray(0, count));
    sorted.sort();
    return sorted[Math.ceil(SHARE * count) - 1] ?? 0;
  }
}
