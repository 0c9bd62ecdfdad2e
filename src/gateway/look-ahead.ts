import { LeapingClock } from '../core/leaping-clock.ts';
import type { Clock } from '../core/clock.ts';
import { DeadlineWatch } from '../core/deadline-watch.ts';
import type { Operation } from '../core/llm.ts';
import type { UpstreamClient } from '../http/upstream.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import { copyBreakers } from '../resilience/breaker/copy-breakers.ts';
import { MemoryStore } from '../resilience/breaker/memory-store.ts';
import { BreakerRegistry } from '../resilience/breaker/registry.ts';
import type { BreakerFailure } from '../resilience/breaker/types.ts';
import type { Deployment } from './deployment.ts';
import type { Gateway } from './gateway.ts';
import { GroupState } from './group-state.ts';
import { UsageRecorder } from './record-usage.ts';
import type { Route } from './routing-table.ts';
import type { Runtime } from './runtime.ts';

/** What is looked ahead from. */
export interface Present {
  readonly runtime: Runtime;
  /** The breakers of its deployments. */
  readonly breakers: BreakerRegistry;
  readonly clock: Clock;
}

/** How things would go. */
export interface LookAheadInput extends Present {
  readonly operation: Operation;
  /** Uniform in [0, 1): what falls to chance. */
  readonly random: () => number;
}

/** A gateway to try things on. */
export interface Rehearsal {
  readonly gateway: Gateway;
  readonly clock: LeapingClock;
  /** What failed last at a deployment; the copies do not remember it. */
  readonly lastFailureOf: (id: string) => BreakerFailure | null;
}

/**
 * A gateway that stands as the present one does, down to its breakers, queues and budgets, and of
 * which nothing comes back: copies, made of what a request reaches, on a clock of their own.
 */
export function lookAhead(input: LookAheadInput): Rehearsal {
  const { runtime, random } = input;
  const clock = new LeapingClock(input.clock);
  const copies = new Copies(input, clock);
  const table = {
    names: () => runtime.table.names(),
    resolve: (name: string) => copies.route(runtime.table.resolve(name)),
  };
  const gateway: Gateway = {
    runtime: { ...runtime, table },
    draining: false,
    upstream: NOBODY,
    clock,
    watch: new DeadlineWatch(clock),
    recorder: new UsageRecorder(),
    breakers: copies.registry,
    access: null,
    billing: null,
    random,
  };
  return { gateway, clock, lastFailureOf: (id) => copies.lastFailureOf(id) };
}

const NOBODY: UpstreamClient = {
  send() {
    throw new Error('a rehearsal sends nothing');
  },
  close: () => Promise.resolve(),
};

/** One copy of each thing, most of them made when they are first come across. */
class Copies {
  readonly registry: BreakerRegistry;
  readonly #store: MemoryStore;
  readonly #input: LookAheadInput;
  readonly #clock: LeapingClock;
  readonly #breakers: Map<Breaker, Breaker>;
  readonly #deployments = new Map<Deployment, Deployment>();
  readonly #groups = new Map<GroupState, GroupState>();

  constructor(input: LookAheadInput, clock: LeapingClock) {
    this.#input = input;
    this.#clock = clock;
    this.#store = new MemoryStore(clock);
    this.registry = new BreakerRegistry({ store: this.#store, clock, random: input.random });
    const existing = input.breakers.all();
    const copied = existing.filter(({ key }) => key.operation === input.operation);
    this.#breakers = new Map(this.#copyBreakers(copied));
  }

  route(route: Route | null): Route | null {
    if (route === null) return null;
    const candidates = route.candidates.map(({ deployment, model }) => ({
      deployment: this.#deployment(deployment),
      model,
    }));
    return { ...route, candidates };
  }

  lastFailureOf(id: string): BreakerFailure | null {
    const original = [...this.#deployments.keys()].find((deployment) => deployment.id === id);
    const breaker = original?.breaker(this.#input.operation);
    return breaker?.snapshot(this.#clock.startedAt).lastFailure ?? null;
  }

  #deployment(original: Deployment): Deployment {
    const known = this.#deployments.get(original);
    if (known !== undefined) return known;
    const breaker = this.#breaker(original.breaker(this.#input.operation));
    const copy = {
      ...original,
      breaker: () => breaker,
      state: original.state.copy(this.#clock),
      groupState: this.#group(original.groupState),
    };
    this.#deployments.set(original, copy);
    return copy;
  }

  /** Nobody has asked for one that is not there yet: it is at rest. */
  #breaker(original: Breaker): Breaker {
    const known = this.#breakers.get(original);
    if (known !== undefined) return known;
    const copy = this.#copyBreakers([original]).get(original) ?? original;
    this.#breakers.set(original, copy);
    return copy;
  }

  #copyBreakers(originals: readonly Breaker[]): ReadonlyMap<Breaker, Breaker> {
    const target = { registry: this.registry, store: this.#store };
    return copyBreakers(originals, target, this.#clock.startedAt);
  }

  /** With as much left in its budget; nobody is hedged in a rehearsal. */
  #group(original: GroupState): GroupState {
    const known = this.#groups.get(original);
    if (known !== undefined) return known;
    const { ratio, ttlMs } = this.#input.runtime.config.llmgw.retryBudget;
    const left = original.retryBudget.balance(this.#clock.startedAt);
    const retries = { ratio, ttlMs, minPerSecond: (left * 1_000) / ttlMs };
    const copy = new GroupState({ retries, maxHedgeShare: 0, previous: undefined });
    this.#groups.set(original, copy);
    return copy;
  }
}
