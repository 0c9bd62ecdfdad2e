import type { Clock } from './clock.ts';

/** Something that must happen before a time. The owner moves `deadlineAt` as it goes along. */
export interface Watched {
  /** Clock milliseconds. */
  readonly deadlineAt: number;
  /** Called once the deadline has passed; the watch has let go of it by then. */
  onDeadline(now: number): void;
}

const TICK_MS = 25;

/**
 * One timer for all deadlines: moving a deadline is a number written to a field, so a stream can do
 * it on every chunk. Fires up to one tick (25 ms) late, never early.
 */
export class DeadlineWatch {
  readonly #clock: Clock;
  readonly #watched = new Set<Watched>();
  #ticking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Number of deadlines under watch. */
  get size(): number {
    return this.#watched.size;
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    if (!this.#ticking) this.#schedule();
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
  }

  #schedule(): void {
    this.#ticking = true;
    this.#clock.setTimer(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const watched of this.#watched) {
      if (watched.deadlineAt > now) continue;
      this.#watched.delete(watched);
      watched.onDeadline(now);
    }
    if (this.#watched.size > 0) this.#schedule();
    else this.#ticking = false;
  }
}
