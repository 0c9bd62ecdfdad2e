import { openTimeMs } from './open-time.ts';
import type { BreakerSettings } from './settings.ts';

/** A 429 as a hold takes it. */
export interface HoldRequest {
  readonly now: number;
  readonly retryAfterMs: number | null;
  readonly random: () => number;
}

const SHORTEST_MS = 100;
const UNNAMED_MAX_MS = 60_000;
const CLEAN_MS = 120_000;
/** Every call under way may bring its own 429: only a hold that grew by this much is news. */
const NEWS_MS = 250;

/** The time before which the upstream wants no call. It only ever moves out. */
export class Hold {
  /** 0 when there is none. */
  #until = 0;
  #endedAt = -Infinity;
  #unnamed = 0;
  #toldUntil = -Infinity;

  get isSet(): boolean {
    return this.#until !== 0;
  }

  get until(): number {
    return this.#until;
  }

  remainingMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** Until when a 429 asks to hold: as the upstream named it, or ever longer where it did not. */
  untilFor({ now, retryAfterMs, random }: HoldRequest, settings: BreakerSettings): number {
    if (retryAfterMs !== null) return now + clamp(retryAfterMs, SHORTEST_MS, settings.holdMaxMs);
    // Calls that were under way when the hold began have nothing new to say.
    if (this.#until > now) return this.#until;
    if (now - Math.max(this.#endedAt, this.#until) > CLEAN_MS) this.#unnamed = 0;
    const ms = openTimeMs({
      baseMs: settings.holdBaseMs,
      maxMs: Math.min(UNNAMED_MAX_MS, settings.holdMaxMs),
      attempt: this.#unnamed++,
      random: random(),
    });
    return now + Math.max(SHORTEST_MS, ms);
  }

  /** Moves the end out, never in; answers whether that is news. */
  extend(until: number): boolean {
    if (until <= this.#until) return false;
    this.#until = until;
    if (until < this.#toldUntil + NEWS_MS) return false;
    this.#toldUntil = until;
    return true;
  }

  end(): void {
    this.#endedAt = this.#until;
    this.#until = 0;
    this.#toldUntil = -Infinity;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
