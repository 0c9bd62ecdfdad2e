import { Breaker } from '../../src/resilience/breaker/breaker.ts';
import type { BreakerEvent } from '../../src/resilience/breaker/events.ts';
import { MemoryStore } from '../../src/resilience/breaker/memory-store.ts';
import type { Probe } from '../../src/resilience/breaker/probe.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../src/resilience/breaker/settings.ts';
import type { BreakerStore, SharedState } from '../../src/resilience/breaker/store.ts';
import type { BreakerFailure, BreakerKey, CallKind } from '../../src/resilience/breaker/types.ts';
import { VirtualClock } from './virtual-clock.ts';

export const KEY: BreakerKey = { deployment: 'd1', operation: 'chat', credential: null };

/** An answered 500, unless said otherwise. */
export function failureOf(changes: Partial<BreakerFailure> = {}): BreakerFailure {
  return {
    verdict: 'failure',
    failureClass: 'transient',
    origin: 'upstream',
    reason: 'the upstream answered 500',
    httpStatus: 500,
    retryAfterMs: null,
    upstreamRequestId: null,
    ...changes,
  };
}

/** A 429; null: without a time. */
export function holdOf(retryAfterMs: number | null): BreakerFailure {
  const named = { verdict: 'hold', failureClass: 'rate_limit', httpStatus: 429 } as const;
  return failureOf({ ...named, retryAfterMs });
}

export function quarantineOf(failureClass: BreakerFailure['failureClass']): BreakerFailure {
  return failureOf({ verdict: 'quarantine', failureClass, httpStatus: 401 });
}

/** At rest, unless said otherwise. */
export function sharedState(changes: Partial<SharedState> = {}): SharedState {
  return {
    ...{ version: 0, state: 'CLOSED', epoch: 0, remainingMs: 0, attempt: 0, cause: null },
    ...{ leaseRemainingMs: 0, probeSuccesses: 0, closedForMs: null, holdRemainingMs: 0 },
    override: null,
    ...changes,
  };
}

export interface RigOptions {
  readonly settings?: Partial<BreakerSettings>;
  readonly key?: Partial<BreakerKey>;
  readonly clock?: VirtualClock;
  readonly store?: BreakerStore;
  readonly random?: () => number;
}

/** A breaker on a virtual clock with everything that it told. */
export class BreakerRig {
  readonly clock: VirtualClock;
  readonly store: BreakerStore;
  readonly breaker: Breaker;
  readonly events: BreakerEvent[] = [];

  constructor(options: RigOptions = {}) {
    this.clock = options.clock ?? new VirtualClock();
    this.store = options.store ?? new MemoryStore(this.clock);
    this.breaker = new Breaker({
      key: { ...KEY, ...options.key },
      settings: { ...DEFAULT_BREAKER_SETTINGS, ...options.settings },
      store: this.store,
      clock: this.clock,
      random: options.random ?? (() => 0.5),
      emit: (event) => void this.events.push(event),
    });
    this.store.subscribe((id, shared) => {
      if (id === this.breaker.id) this.breaker.adopt(shared, this.clock.now());
    });
  }

  get now(): number {
    return this.clock.now();
  }

  /** Transitions so far, as `FROM>TO cause`. */
  get transitions(): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'transition' ? [`${event.from}>${event.to} ${event.cause}`] : [],
    );
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  acquire(kind: CallKind = 'stream'): number {
    return this.breaker.tryAcquirePermit(this.now, kind);
  }

  fail(failure = failureOf(), kind: CallKind = 'stream'): void {
    this.breaker.onFailure(this.acquire(kind), this.now, failure);
  }

  succeed(ttftMs = 10, kind: CallKind = 'stream'): void {
    this.breaker.onStart(this.acquire(kind), this.now, ttftMs);
  }

  /** Ten failures with an answer: opens by the failure rate. */
  async open(failure = failureOf()): Promise<void> {
    for (let call = 0; call < 10 && this.breaker.state === 'CLOSED'; call++) this.fail(failure);
    await settled();
  }

  /** Waits until the probe is due and takes it. */
  async probe(limitMs = 60_000): Promise<Probe> {
    this.clock.advance(this.breaker.retryAfterMs(this.now));
    const probe = await this.breaker.acquireProbe(this.now, 'stream', limitMs);
    if (probe === null) throw new Error(`no probe while ${this.breaker.state}`);
    return probe;
  }

  /** Opens, probes and closes: the ramp begins. */
  async recover(): Promise<void> {
    await this.open();
    await (await this.probe()).settle('ok');
  }
}

/** A store that nobody can reach. */
export class DeadStore extends MemoryStore {
  readonly #dead = () => Promise.reject(new Error('down'));
  override report = this.#dead;
  override hold = this.#dead;
  override override = this.#dead;
  override reset = this.#dead;
}

/** Lets everything that waits for nothing but promises go on. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 20; round++) await Promise.resolve();
}
