import type { Clock, TimerHandle } from './clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/**
 * A clock for what is only tried out: it begins where another one stands, stands still while there is
 * something to do, and leaps to the next timer when everybody waits.
 */
export class LeapingClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** Where it began. */
  readonly startedAt: number;
  readonly #startWallMs: number;
  #now: number;

  constructor(start: Pick<Clock, 'now' | 'wallMs'>) {
    this.startedAt = start.now();
    this.#startWallMs = start.wallMs();
    this.#now = this.startedAt;
  }

  now(): number {
    return this.#now;
  }

  wallMs(): number {
    return this.#startWallMs + this.elapsedMs;
  }

  /** Since it began. */
  get elapsedMs(): number {
    return this.#now - this.startedAt;
  }

  setTimer(ms: number, fire: () => void): TimerHandle {
    const timer = { at: this.#now + Math.max(0, ms), fire };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Waits for a promise that depends on nothing but this clock; throws when it waits in vain. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    const progress = { isDone: false };
    const mark = (): void => void (progress.isDone = true);
    void promise.then(mark, mark);
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (progress.isDone) return promise;
      this.#leap();
    }
  }

  #leap(): void {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.at < next.at) next = timer;
    if (next === null) throw new Error('nothing is left that could happen');
    this.#timers.delete(next);
    this.#now = next.at;
    next.fire();
  }
}
