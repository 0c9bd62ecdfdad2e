import { BucketRing } from './breaker/bucket-ring.ts';

/** How many extra calls there may be. */
export interface BudgetSettings {
  /** Per first call. */
  readonly ratio: number;
  /** However few first calls there are. */
  readonly minPerSecond: number;
  /** For how long a call counts, in milliseconds. */
  readonly ttlMs: number;
}

const FIRST_CALLS = 0;
const EXTRA_CALLS = 1;
const TICKS = 20;

/** A share such as 0.29 × 100 may fall short of its whole number by the last bit. */
const ROUNDING = 1e-9;

/**
 * Bounds extra calls (retries, hedges) to a share of the first ones, so that a struggling upstream is
 * not buried under its own failures. Counts over a sliding window of `ttlMs`, a twentieth of it at a
 * time; no timers, and no memory per call. Times are clock milliseconds.
 */
export class RetryBudget {
  readonly #ratio: number;
  readonly #floor: number;
  readonly #calls: BucketRing;

  constructor({ ratio, minPerSecond, ttlMs }: BudgetSettings) {
    this.#ratio = ratio;
    this.#floor = (minPerSecond * ttlMs) / 1_000;
    this.#calls = new BucketRing({ bucketMs: ttlMs / TICKS, slots: TICKS, columns: 2 }, 0);
  }

  /** Counts a first call. */
  deposit(now: number): void {
    this.#calls.roll(now);
    this.#calls.add(FIRST_CALLS, 1);
  }

  /** Counts an extra call, if there may be one. */
  tryWithdraw(now: number): boolean {
    if (this.balance(now) < 1 - ROUNDING) return false;
    this.#calls.add(EXTRA_CALLS, 1);
    return true;
  }

  /** Extra calls there may be now. Not whole, and 0 while calls that earned none are forgotten. */
  balance(now: number): number {
    this.#calls.roll(now);
    const earned = this.#floor + this.#ratio * this.#calls.sum(FIRST_CALLS);
    return Math.max(0, earned - this.#calls.sum(EXTRA_CALLS));
  }
}
