import type { Breaker } from '../../src/resilience/breaker/breaker.ts';
import type { BreakerFailure, CallKind } from '../../src/resilience/breaker/types.ts';
import { BreakerRig, failureOf } from './breaker-rig.ts';
import type { BreakerSettings } from '../../src/resilience/breaker/settings.ts';

/** Uniform numbers in [0, 1) that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How one call goes: its verdict after `ms`. */
export interface Fate {
  readonly ms: number;
  readonly failure: BreakerFailure | null;
}

export function answersAfter(ms: number): Fate {
  return { ms, failure: null };
}

/** An answered 5xx. */
export function failsAfter(ms: number): Fate {
  return { ms, failure: failureOf() };
}

/** Silence until our own time-out. */
export function hangsFor(ms: number): Fate {
  return { ms, failure: failureOf({ failureClass: 'timeout', origin: 'local' }) };
}

export interface Scenario {
  readonly kind: CallKind;
  /** Calls a second, as a Poisson process. */
  readonly rate: number;
  /** How calls go for a minute before the onset; null: the onset is the start. */
  readonly before: ((random: () => number) => Fate) | null;
  readonly after: (random: () => number) => Fate;
  readonly forMs: number;
  readonly settings?: Partial<BreakerSettings>;
}

const WARM_UP_MS = 60_000;
const TICK_MS = 500;

interface Pending {
  readonly at: number;
  readonly permit: number;
  readonly fate: Fate;
}

/**
 * Milliseconds from the onset until the breaker opens; null when it does not, `-1` when it opened
 * before.
 */
export function runScenario(scenario: Scenario, seed: number): number | null {
  const random = seeded(seed);
  const { breaker, clock } = new BreakerRig({ settings: scenario.settings ?? {}, random });
  const onset = scenario.before === null ? 0 : WARM_UP_MS;
  const calls = new Calls(breaker);
  let arrivesAt = 0;
  let ticksAt = TICK_MS;
  for (let now = 0; now < onset + scenario.forMs && breaker.state === 'CLOSED';) {
    now = Math.min(arrivesAt, ticksAt, calls.nextAt);
    clock.advance(Math.max(0, now - clock.now()));
    if (now === calls.nextAt) calls.settleNext(scenario.kind);
    else if (now === ticksAt) {
      breaker.tick(now);
      ticksAt += TICK_MS;
    } else {
      const fate = (now < onset ? scenario.before : null) ?? scenario.after;
      calls.begin(now, scenario.kind, fate(random));
      arrivesAt = now - (Math.log(1 - random()) * 1_000) / scenario.rate;
    }
  }
  if (breaker.state === 'CLOSED') return null;
  return clock.now() < onset ? -1 : clock.now() - onset;
}

/** Calls under way, soonest verdict first. */
class Calls {
  readonly #breaker: Breaker;
  readonly #heap: Pending[] = [];

  constructor(breaker: Breaker) {
    this.#breaker = breaker;
  }

  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  begin(now: number, kind: CallKind, fate: Fate): void {
    const permit = this.#breaker.tryAcquirePermit(now, kind);
    this.#push({ at: now + fate.ms, permit, fate });
  }

  settleNext(kind: CallKind): void {
    const next = this.#pop();
    if (next === undefined) return;
    const { permit, at, fate } = next;
    if (fate.failure !== null) this.#breaker.onFailure(permit, at, fate.failure);
    else {
      this.#breaker.onStart(permit, at, fate.ms);
      if (kind === 'stream') this.#breaker.onStreamEnd(permit, at, 'complete');
    }
  }

  #push(call: Pending): void {
    const heap = this.#heap;
    let hole = heap.push(call) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= call.at) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = call;
  }

  #pop(): Pending | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      const child = this.#smallerChild(hole);
      const below = heap[child];
      if (below === undefined || below.at >= last.at) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }

  #smallerChild(hole: number): number {
    const left = 2 * hole + 1;
    const right = left + 1;
    return (this.#heap[right]?.at ?? Infinity) < (this.#heap[left]?.at ?? Infinity) ? right : left;
  }
}
