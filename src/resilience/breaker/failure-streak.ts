import type { FailureClass } from '../failure.ts';
import type { BreakerSettings } from './settings.ts';

type Limits = BreakerSettings['consecutiveByClass'];

/** Failures since the last success, and how long they have been going on. */
export class FailureStreak {
  #length = 0;
  #beganAt = 0;
  #spanMs = 0;
  /** Of the classes that have a limit only. */
  readonly #byClass = new Map<FailureClass, number>();

  get length(): number {
    return this.#length;
  }

  /** From the first of them to the last. */
  get spanMs(): number {
    return this.#spanMs;
  }

  /** Counts a failure; answers whether its class has reached its own limit. */
  add(now: number, failureClass: FailureClass, limits: Limits): boolean {
    if (this.#length === 0) this.#beganAt = now;
    this.#length++;
    this.#spanMs = now - this.#beganAt;
    const limit = limits[failureClass];
    if (limit === undefined) return false;
    const count = (this.#byClass.get(failureClass) ?? 0) + 1;
    this.#byClass.set(failureClass, count);
    return count >= limit;
  }

  end(): void {
    if (this.#length === 0) return;
    this.#length = 0;
    this.#spanMs = 0;
    this.#byClass.clear();
  }
}
