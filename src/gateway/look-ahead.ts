import type { Clock } from '../core/clock.ts';
import { DeadlineWatch } from '../core/deadline-watch.ts';
import { LeapingClock } from '../core/leaping-clock.ts';
import type { Operation } from '../core/llm.ts';
import type { UpstreamClient } from '../http/upstream.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import { copyBreaker } from '../resilience/breaker/copy-breaker.ts';
import { NoStore } from '../resilience/breaker/no-store.ts';
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
  readonly clock: Clock;
  /** Uniform in [0, 1): what falls to chance. */
  readonly random: () => number;
}

/** A gateway to try things on. */
export interface Rehearsal {
  readonly gateway: Gateway;
  readonly clock: LeapingClock;
  /** What failed last at a deployment; the copies do not remember it. */
  readonly lastFailureOf: (id: string, operation: Operation) => BreakerFailure | null;
}

/**
 * A gateway that stands as the present one does, down to its breakers, queues and budgets, and of
 * which nothing comes back: copies, made of what a request reaches, on a clock of their own.
 */
export function lookAhead({ runtime, clock: present, random }: Present): Rehearsal {
  const clock = new LeapingClock(present);
  const breakers = new BreakerRegistry({ store: new NoStore(), clock, random });
  const copies = new Copies({ breakers, clock, runtime });
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
    breakers,
    random,
  };
  return { gateway, clock, lastFailureOf: (...which) => copies.lastFailureOf(...which) };
}

const NOBODY: UpstreamClient = {
  send() {
    throw new Error('a rehearsal sends nothing');
  },
  close: () => Promise.resolve(),
};

interface CopyParts {
  readonly breakers: BreakerRegistry;
  readonly clock: LeapingClock;
  readonly runtime: Runtime;
}

/** One copy of each thing, made when it is first come across. */
class Copies {
  readonly #parts: CopyParts;
  readonly #deployments = new Map<Deployment, Deployment>();
  readonly #groups = new Map<GroupState, GroupState>();

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  route(route: Route | null): Route | null {
    if (route === null) return null;
    const candidates = route.candidates.map(({ deployment, model }) => ({
      deployment: this.#deployment(deployment),
      model,
    }));
    return { ...route, candidates };
  }

  lastFailureOf(id: string, operation: Operation): BreakerFailure | null {
    const original = [...this.#deployments.keys()].find((deployment) => deployment.id === id);
    return original?.breaker(operation).snapshot(this.#parts.clock.startedAt).lastFailure ?? null;
  }

  #deployment(original: Deployment): Deployment {
    const known = this.#deployments.get(original);
    if (known !== undefined) return known;
    const copy = {
      ...original,
      breaker: this.#breakersOf(original),
      state: original.state.copy(this.#parts.clock),
      groupState: this.#group(original.groupState),
    };
    this.#deployments.set(original, copy);
    return copy;
  }

  #breakersOf(original: Deployment): (operation: Operation) => Breaker {
    const made: Partial<Record<Operation, Breaker>> = {};
    return (operation) =>
      (made[operation] ??= copyBreaker(
        original.breaker(operation),
        this.#parts.breakers,
        this.#parts.clock.startedAt,
      ));
  }

  /** With as much left in its budget; nobody is hedged in a rehearsal. */
  #group(original: GroupState): GroupState {
    const known = this.#groups.get(original);
    if (known !== undefined) return known;
    const { ratio, ttlMs } = this.#parts.runtime.config.llmgw.retryBudget;
    const left = original.retryBudget.balance(this.#parts.clock.startedAt);
    const retries = { ratio, ttlMs, minPerSecond: (left * 1_000) / ttlMs };
    const copy = new GroupState({ retries, maxHedgeShare: 0, previous: undefined });
    this.#groups.set(original, copy);
    return copy;
  }
}
