import {
  AdmissionQueue,
  type AbortSource,
  type Admission,
} from '../../src/resilience/admission-queue.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A caller who may go away. */
export class Caller implements AbortSource {
  #aborted = false;
  readonly #listeners: (() => void)[] = [];

  onAbort(listener: () => void): void {
    if (this.#aborted) listener();
    else this.#listeners.push(listener);
  }

  abort(): void {
    this.#aborted = true;
    for (const listener of this.#listeners) listener();
  }
}

/** One wish to enter, and what became of it. */
interface Wish {
  readonly number: number;
  readonly deadlineAt: number;
  readonly caller: Caller;
  readonly results: Admission[];
}

/** An admission queue that is looked over after everything that is done to it. */
export class WatchedQueue {
  readonly clock = new VirtualClock();
  readonly queue: AdmissionQueue;
  readonly wishes: Wish[] = [];
  /** Numbers of the wishes that came true, in order. */
  readonly entered: number[] = [];
  /** What was found to be wrong. */
  readonly faults: string[] = [];
  #limit: number;

  constructor(limit: number, maxWaiting: number) {
    this.#limit = limit;
    this.queue = new AdmissionQueue({ limit, maxWaiting, clock: this.clock });
  }

  async enter(patienceMs: number): Promise<void> {
    const deadlineAt = this.clock.now() + patienceMs;
    const wish = { number: this.wishes.length, deadlineAt, caller: new Caller(), results: [] };
    this.wishes.push(wish);
    await this.#watch(() => void this.#follow(wish));
  }

  /** Lets a caller go away: -1 is the newest. */
  async abort(index: number): Promise<void> {
    await this.#watch(() => this.wishes.at(index)?.caller.abort());
  }

  async leave(): Promise<void> {
    await this.#watch(() => this.queue.leave());
  }

  async advance(ms: number): Promise<void> {
    await this.#watch(() => this.clock.advance(ms));
  }

  async configure(limit: number, maxWaiting: number): Promise<void> {
    this.#limit = limit;
    await this.#watch(() => this.queue.configure({ limit, maxWaiting }));
  }

  async #follow(wish: Wish): Promise<void> {
    const result = await this.queue.enter(wish.deadlineAt, wish.caller);
    wish.results.push(result);
    if (result === 'entered') this.entered.push(wish.number);
  }

  async #watch(act: () => void): Promise<void> {
    const before = this.queue.running;
    act();
    await settle();
    const { queue, clock } = this;
    const open = this.wishes.filter(({ results }) => results.length === 0);
    this.#expect(queue.running <= Math.max(this.#limit, before), 'more run than may');
    this.#expect(queue.waiting === 0 || !queue.hasRoom, 'somebody waits beside a free place');
    this.#expect(queue.waiting === open.length, 'the queue has lost count');
    this.#expect(clock.pending === Math.min(1, queue.waiting), 'not one timer for all who wait');
    const isOver = open.some(({ deadlineAt }) => deadlineAt <= clock.now());
    this.#expect(!isOver, 'somebody waits for longer than agreed');
  }

  #expect(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(fault);
  }
}

/** Lets everything that was resolved be heard of. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}
