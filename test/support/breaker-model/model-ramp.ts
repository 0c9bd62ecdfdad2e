import type { BreakerSettings } from '../../../src/resilience/breaker/settings.ts';

/** Traffic that comes back bit by bit, with every call and verdict since it began. */
export class ModelRamp {
  readonly beganAt: number;
  /** After an outage few failures are enough. */
  readonly watchful: boolean;
  readonly verdicts: ('good' | 'bad')[] = [];
  /** The shares that the calls so far were worth, and the calls that were taken. */
  #offered = 0;
  #admitted = 0;
  #admittedByShare = 0;

  constructor(beganAt: number, watchful: boolean) {
    this.beganAt = beganAt;
    this.watchful = watchful;
  }

  isOver(now: number, { rampMs }: BreakerSettings): boolean {
    return now - this.beganAt >= rampMs;
  }

  fraction(now: number, { rampMs, rampMinFraction }: BreakerSettings): number {
    return Math.max(rampMinFraction, (now - this.beganAt) / rampMs);
  }

  /** Counts a call; answers what is wrong with its being admitted or not, or null. */
  offer(fraction: number, admitted: boolean, byShare: boolean): string | null {
    this.#offered += fraction;
    if (!admitted) {
      const spare = this.#offered - this.#admitted;
      return byShare && spare < 1 + 1e-6 ? null : `refused with ${spare} to spare`;
    }
    this.#admitted += 1;
    if (!byShare) return null;
    this.#admittedByShare += 1;
    const spent = this.#admittedByShare - this.#offered;
    return spent <= 1e-6 ? null : `${spent} more than the share`;
  }

  /** Whether the verdicts say that the outage is not over. */
  get isIllAgain(): boolean {
    const { verdicts } = this;
    if (!this.watchful || verdicts.at(-1) !== 'bad') return false;
    const failures = verdicts.filter((verdict) => verdict === 'bad').length;
    if (verdicts.at(-2) === 'bad') return true;
    return verdicts.length >= 5 && failures * 2 >= verdicts.length;
  }
}
