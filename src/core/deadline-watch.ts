import type { Clock } from './clock.ts';

/** Something under way that must end before a time, or when the process stops. */
export interface Watched {
  /** Clock milliseconds; the owner moves it as it goes along. */
  readonly deadlineAt: number;
  /** Its place in the watch, -1 outside. Only the watch writes it. */
  watchIndex: number;
  /** Called once the deadline has passed; the watch has let go of it by then. */
  onDeadline(now: number): void;
  /** Ends it now, telling whoever waits that it is not complete. */
  cut(): void;
}

const TICK_MS = 25;

/**
 * Everything that is under way, and one timer for all its deadlines: moving a deadline is a number
 * written to a field, so a stream can do it on every chunk. Fires up to one tick (25 ms) late, never
 * early.
 *
 * A plain array with the place kept in the member. A Set looks simpler, but each of its rehashes
 * leaves a dead table that points at young objects, and those then survive collection after
 * collection: measured, half of the young generation instead of a tenth.
 */
export class DeadlineWatch {
  readonly #clock: Clock;
  readonly #members: Watched[] = [];
  #ticking = false;
  #isCut = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are under way. */
  get size(): number {
    return this.#members.length;
  }

  add(watched: Watched): void {
    watched.watchIndex = this.#members.length;
    this.#members.push(watched);
    if (!this.#ticking) this.#schedule();
  }

  /** Lets go of a member; nothing happens when it is not one. */
  remove(watched: Watched): void {
    const index = watched.watchIndex;
    if (index < 0) return;
    watched.watchIndex = -1;
    const last = this.#members.pop();
    if (last === undefined || last === watched) return;
    this.#members[index] = last;
    last.watchIndex = index;
  }

  /** Everything was cut: nothing new is to begin. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Cuts everything that is under way now; what comes later is to end itself. */
  cutAll(): void {
    this.#isCut = true;
    for (const watched of [...this.#members]) watched.cut();
  }

  #schedule(): void {
    this.#ticking = true;
    this.#clock.setTimer(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#clock.now();
    // From the end: a member that is let go of is replaced by one that was looked at already.
    for (let index = this.#members.length - 1; index >= 0; index--) {
      const watched = this.#members[index];
      if (watched === undefined || watched.deadlineAt > now) continue;
      this.remove(watched);
      watched.onDeadline(now);
    }
    if (this.#members.length > 0) this.#schedule();
    else this.#ticking = false;
  }
}
