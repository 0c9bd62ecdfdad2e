import type { Clock } from '../core/clock.ts';
import { BoundedStates } from './bounded-states.ts';

/** What somebody used in the minute that runs. */
export interface LimitUsage {
  readonly requests: number;
  readonly tokens: number;
  /** Calls under way; no minute ends them. */
  readonly parallel: number;
  /** Until the minute is over. */
  readonly resetsInMs: number;
}

/** Counters of requests, tokens and parallel calls; behind it one process or many. */
export interface LimitStore {
  usage(id: string): LimitUsage;
  /** A call begins: one request, one parallel call. */
  enter(id: string): void;
  /** A call has ended: gives its place back, counts its tokens. */
  leave(id: string, tokens: number): void;
}

/** Minutes begin with the first request, as LiteLLM's do. */
const WINDOW_MS = 60_000;
const MAX_IDLE = 100_000;

interface Counter {
  startedAt: number;
  requests: number;
  tokens: number;
  parallel: number;
}

const UNUSED: LimitUsage = { requests: 0, tokens: 0, parallel: 0, resetsInMs: WINDOW_MS };

/** Counters of this process. */
export class MemoryLimitStore implements LimitStore {
  readonly #clock: Clock;
  readonly #counters: BoundedStates<Counter>;

  constructor(clock: Clock, maxIdle = MAX_IDLE) {
    this.#clock = clock;
    this.#counters = new BoundedStates(
      maxIdle,
      ({ parallel, startedAt }) => parallel === 0 && clock.now() - startedAt >= WINDOW_MS,
    );
  }

  get size(): number {
    return this.#counters.size;
  }

  usage(id: string): LimitUsage {
    const counter = this.#counters.get(id);
    if (counter === undefined) return UNUSED;
    const { requests, tokens, parallel, startedAt } = counter;
    const resetsInMs = startedAt + WINDOW_MS - this.#clock.now();
    return resetsInMs > 0 ? { requests, tokens, parallel, resetsInMs } : { ...UNUSED, parallel };
  }

  enter(id: string): void {
    const counter = this.#current(id);
    counter.requests += 1;
    counter.parallel += 1;
  }

  leave(id: string, tokens: number): void {
    const counter = this.#current(id);
    counter.tokens += tokens;
    counter.parallel = Math.max(0, counter.parallel - 1);
  }

  #current(id: string): Counter {
    const now = this.#clock.now();
    const counter = this.#counters.get(id);
    if (counter === undefined) {
      return this.#counters.add(id, { startedAt: now, requests: 0, tokens: 0, parallel: 0 });
    }
    if (now - counter.startedAt >= WINDOW_MS) {
      counter.startedAt = now;
      counter.requests = 0;
      counter.tokens = 0;
    }
    return counter;
  }
}
