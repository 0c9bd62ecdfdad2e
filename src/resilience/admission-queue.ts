import type { Clock, TimerHandle } from '../core/clock.ts';
import { ServiceTime } from './service-time.ts';

/** How much a queue admits. May change at any time. */
export interface AdmissionLimits {
  /** Calls at once; `Infinity` for any number. */
  readonly limit: number;
  /** Callers that may wait for a place. */
  readonly maxWaiting: number;
}

/** What became of a wish to enter. Only `entered` has taken a place, and owes a `leave`. */
export type Admission =
  | 'entered'
  /** Enough are waiting already. */
  | 'full'
  /** There was no place in time, or there most likely would not have been one. */
  | 'late'
  | 'aborted';

/** Tells that a caller went away; at once when it has already. */
export interface AbortSource {
  onAbort(listener: () => void): void;
}

interface Waiter {
  readonly deadlineAt: number;
  readonly settle: (admission: Admission) => void;
}

/** Timers take no longer ones. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The places of one deployment's parallel calls, and a short queue for them: first come, first
 * served. A place that becomes free goes straight to the next in the queue, so nobody can slip in
 * between. Nobody waits who would wait in vain. Times are clock milliseconds.
 */
export class AdmissionQueue {
  readonly #clock: Clock;
  #service = new ServiceTime();
  /** Nobody waits while there is a place. */
  #waiters: Waiter[] = [];
  #limit: number;
  #maxWaiting: number;
  #running = 0;
  #timer: TimerHandle | null = null;
  #timerAt = Infinity;

  constructor({ limit, maxWaiting, clock }: AdmissionLimits & { readonly clock: Clock }) {
    this.#clock = clock;
    this.#limit = limit;
    this.#maxWaiting = maxWaiting;
  }

  /** Calls at once. */
  get limit(): number {
    return this.#limit;
  }

  /** Calls that have entered and not left. */
  get running(): number {
    return this.#running;
  }

  /** Callers in the queue. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Whether a call could enter at once. */
  get hasRoom(): boolean {
    return this.#running < this.#limit;
  }

  /** Takes a place if there is one. */
  tryEnter(): boolean {
    if (!this.hasRoom) return false;
    this.#take();
    return true;
  }

  /**
   * Takes a place, or waits for one until `deadlineAt`. Refuses at once when the queue is full or
   * moves too slowly for that.
   */
  async enter(deadlineAt: number, caller: AbortSource): Promise<Admission> {
    if (this.tryEnter()) return 'entered';
    if (this.#waiters.length >= this.#maxWaiting) return 'full';
    const now = this.#clock.now();
    if (deadlineAt <= now || now + this.estimateWaitMs(now) > deadlineAt) return 'late';
    return new Promise((resolve) => this.#wait({ deadlineAt, settle: resolve }, caller));
  }

  /** Gives a place back. More than were taken are ignored. */
  leave(): void {
    if (this.#running === 0) return;
    // Calls from before there was a limit are not followed, and are the oldest.
    if (this.#service.underWay === this.#running) this.#service.end(this.#clock.now());
    this.#running--;
    this.#admit();
  }

  /** Milliseconds that a caller who comes now would most likely wait; 0 when there is a place. */
  estimateWaitMs(now: number): number {
    if (this.hasRoom) return 0;
    const position = this.#waiters.length + 1;
    // A limit of 0 admits nobody, whose wait is told all the same.
    return (this.#service.estimateMs(now) * position) / Math.max(1, this.#limit);
  }

  /** Takes over other limits. Nobody is sent away: who runs or waits already may go on. */
  configure({ limit, maxWaiting }: AdmissionLimits): void {
    this.#limit = limit;
    this.#maxWaiting = maxWaiting;
    if (limit === Infinity) this.#service.forgetCalls();
    this.#admit();
  }

  /** The same as it stands now, to try things on. Nobody who waits here is told anything there. */
  copy(clock: Clock): AdmissionQueue {
    const limits = { limit: this.#limit, maxWaiting: this.#maxWaiting };
    const copy = new AdmissionQueue({ ...limits, clock });
    copy.#service = this.#service.copy();
    copy.#running = this.#running;
    copy.#waiters = this.#waiters.map(({ deadlineAt }) => ({
      deadlineAt,
      settle: () => undefined,
    }));
    return copy;
  }

  #take(): void {
    this.#running++;
    if (this.#limit !== Infinity) this.#service.begin(this.#clock.now());
  }

  #wait(waiter: Waiter, caller: AbortSource): void {
    this.#waiters.push(waiter);
    this.#armBy(waiter.deadlineAt);
    caller.onAbort(() => this.#remove(waiter));
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index === -1) return;
    this.#waiters.splice(index, 1);
    waiter.settle('aborted');
    this.#disarmIfIdle();
  }

  /** Hands free places to the first in the queue who still want one. */
  #admit(): void {
    if (this.#waiters.length === 0) return;
    const now = this.#clock.now();
    while (this.hasRoom) {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) break;
      // The timer may be a little behind.
      const isLate = waiter.deadlineAt <= now;
      if (!isLate) this.#take();
      waiter.settle(isLate ? 'late' : 'entered');
    }
    this.#disarmIfIdle();
  }

  /** One timer serves all who wait: the earliest deadline's. */
  #armBy(deadlineAt: number): void {
    if (deadlineAt >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = deadlineAt;
    const ms = Math.min(deadlineAt - this.#clock.now(), LONGEST_TIMER_MS);
    this.#timer = this.#clock.setTimer(ms, () => this.#expire());
  }

  #disarmIfIdle(): void {
    if (this.#waiters.length > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerAt = Infinity;
  }

  #expire(): void {
    const now = this.#clock.now();
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ deadlineAt }) => deadlineAt > now);
    for (const { deadlineAt, settle } of waiters) if (deadlineAt <= now) settle('late');
    this.#timer = null;
    this.#timerAt = Infinity;
    this.#armBy(Math.min(...this.#waiters.map(({ deadlineAt }) => deadlineAt)));
  }
}
