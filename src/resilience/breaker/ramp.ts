import type { BreakerSettings } from './settings.ts';

type RampSettings = Pick<BreakerSettings, 'rampMs' | 'rampMinFraction'>;

const FAILURES_IN_SEQUENCE = 2;
const FEW_VERDICTS = 5;
const FAILED_SHARE = 0.5;

/**
 * Traffic coming back bit by bit: a share of the calls that grows with time, counted out evenly
 * without drawing lots. After an outage (`watchful`) a few failures are enough to say that it is not
 * over; after a hold the upstream was never ill.
 */
export class Ramp {
  #isActive = false;
  #isWatchful = false;
  #beganAt = 0;
  #credit = 0;
  #verdicts = 0;
  #failures = 0;
  #inSequence = 0;

  get isActive(): boolean {
    return this.#isActive;
  }

  /** `at` may be past: the ramp is then as far as it would be. A watchful one stays so. */
  begin(at: number, watchful: boolean): void {
    this.#isWatchful = watchful || (this.#isActive && this.#isWatchful);
    this.#isActive = true;
    this.#beganAt = at;
    this.#credit = 0;
    this.#verdicts = 0;
    this.#failures = 0;
    this.#inSequence = 0;
  }

  end(): void {
    this.#isActive = false;
    this.#isWatchful = false;
  }

  isOver(now: number, { rampMs }: RampSettings): boolean {
    return now - this.#beganAt >= rampMs;
  }

  /** The share of calls that are admitted: 1 when there is no ramp. */
  fraction(now: number, settings: RampSettings): number {
    if (!this.#isActive || this.isOver(now, settings)) return 1;
    return Math.max(settings.rampMinFraction, (now - this.#beganAt) / settings.rampMs);
  }

  /** Whether this call is of the share. `isAlone`: nothing else is under way, and one is no herd. */
  admits(now: number, settings: RampSettings, isAlone: boolean): boolean {
    this.#credit += this.fraction(now, settings);
    if (isAlone) {
      this.#credit = Math.max(0, this.#credit - 1);
      return true;
    }
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }

  addSuccess(): void {
    this.#verdicts++;
    this.#inSequence = 0;
  }

  /** Counts a failure; answers whether the upstream is as ill as before. */
  addFailure(): boolean {
    this.#verdicts++;
    this.#failures++;
    this.#inSequence++;
    if (!this.#isActive || !this.#isWatchful) return false;
    if (this.#inSequence >= FAILURES_IN_SEQUENCE) return true;
    return this.#verdicts >= FEW_VERDICTS && this.#failures >= this.#verdicts * FAILED_SHARE;
  }
}
