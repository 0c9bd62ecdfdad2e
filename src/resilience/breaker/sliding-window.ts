import { BucketRing } from './bucket-ring.ts';

/** Buckets of a window: how finely its edge moves. */
export const WINDOW_BUCKETS = 30;

const SUCCESSES = 0;
const FAILURES = 1;
const SLOW = 2;
const ANSWERED = 3;
/** Ages of the failures, in buckets: whole numbers have no rounding to pile up. */
const AGES = 4;
/** Older than this, a failure's age says no more; keeps the sum of ages a small integer. */
const OLDEST = 4_095;

/** The verdicts of the last `spanMs`, in constant space. */
export class SlidingWindow {
  readonly #ring: BucketRing;
  /** By bucket: when its first failure came. */
  readonly #firstFailures: Float64Array;
  #lastFailureAt = 0;

  constructor(spanMs: number, now: number) {
    // One more than the window holds: the oldest of them is only partly within it.
    const slots = WINDOW_BUCKETS + 1;
    this.#ring = new BucketRing({ bucketMs: spanMs / WINDOW_BUCKETS, slots, columns: 5 }, now);
    this.#firstFailures = new Float64Array(slots);
  }

  /** Slow ones included. */
  get successes(): number {
    return this.#ring.sum(SUCCESSES);
  }

  get failures(): number {
    return this.#ring.sum(FAILURES);
  }

  /** Slow successes, and silent streams that clients gave up. */
  get slow(): number {
    return this.#ring.sum(SLOW);
  }

  /** Failures that came as an answer: they prove that the way to the upstream is good. */
  get answeredFailures(): number {
    return this.#ring.sum(ANSWERED);
  }

  /** How long the failed calls had been under way, on average; 0 without failures. */
  get meanFailureAgeMs(): number {
    const { failures } = this;
    return failures === 0 ? 0 : (this.#ring.sum(AGES) / failures) * this.#ring.bucketMs;
  }

  /** When the oldest failure of the window came; null without failures. */
  get firstFailureAt(): number | null {
    if (this.failures === 0) return null;
    for (let age = this.#ring.slots - 1; age >= 0; age--) {
      if (this.#ring.count(FAILURES, age) > 0) {
        return this.#firstFailures[this.#ring.slotOf(age)] ?? null;
      }
    }
    return null;
  }

  /** From the first failure of the window to its last. */
  get failureSpanMs(): number {
    const first = this.firstFailureAt;
    return first === null ? 0 : this.#lastFailureAt - first;
  }

  roll(now: number): void {
    this.#ring.roll(now);
  }

  addSuccess(now: number): void {
    this.#ring.roll(now);
    this.#ring.add(SUCCESSES, 1);
  }

  addSlow(now: number): void {
    this.addSuccess(now);
    this.#ring.add(SLOW, 1);
  }

  /** `age`: whole buckets since the call began. `answered`: bytes of an answer came. */
  addFailure(now: number, age: number, answered: boolean): void {
    this.#ring.roll(now);
    if (this.#ring.count(FAILURES, 0) === 0) this.#firstFailures[this.#ring.slotOf(0)] = now;
    this.#ring.add(FAILURES, 1);
    this.#ring.add(AGES, Math.min(age, OLDEST));
    if (answered) this.#ring.add(ANSWERED, 1);
    this.#lastFailureAt = now;
  }

  clear(): void {
    this.#ring.clear();
  }
}
