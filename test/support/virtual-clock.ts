import type { Clock, TimerHandle } from '../../src/core/clock.ts';

interface PendingTimer {
  readonly dueAt: number;
  readonly fire: () => void;
}

/** A clock that stands still until a test turns its hands. */
export class VirtualClock implements Clock {
  readonly #startWallMs: number;
  readonly #timers = new Set<PendingTimer>();
  #nowMs = 0;

  /** `startWallMs`: what `wallMs` shows at the beginning. */
  constructor(startWallMs = Date.UTC(2026, 0, 1)) {
    this.#startWallMs = startWallMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs;
  }

  setTimer(ms: number, fire: () => void): TimerHandle {
    const timer = { dueAt: this.#nowMs + Math.max(0, ms), fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Timers that have not fired yet. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer is due; null when there is none. */
  get nextInMs(): number | null {
    const next = this.#next();
    return next === undefined ? null : next.dueAt - this.#nowMs;
  }

  /**
   * Moves time on and fires what falls due, in order of time and then of setting; each timer sees
   * its own moment, and timers set on the way fire too when they are due.
   */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (let next = this.#next(); next !== undefined && next.dueAt <= until; next = this.#next()) {
      this.#timers.delete(next);
      this.#nowMs = next.dueAt;
      next.fire();
    }
    this.#nowMs = until;
  }

  #next(): PendingTimer | undefined {
    let first: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.dueAt < first.dueAt) first = timer;
    }
    return first;
  }
}
