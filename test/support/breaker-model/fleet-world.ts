import { Breaker } from '../../../src/resilience/breaker/breaker.ts';
import { MemoryStore } from '../../../src/resilience/breaker/memory-store.ts';
import { NOT_PERMITTED } from '../../../src/resilience/breaker/not-permitted.ts';
import type { Probe } from '../../../src/resilience/breaker/probe.ts';
import type { Permit } from '../../../src/resilience/breaker/types.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { SMALL_SETTINGS } from './breaker-world.ts';
import { DelayedStore } from './delayed-store.ts';
import { FAILURES } from './failures.ts';

/** Processes that share a store which is some way off, and the upstream that they all call. */
export class FleetWorld {
  readonly clock = new VirtualClock();
  readonly breakers: readonly Breaker[];
  healthy = false;
  /** Probes whose upstream call runs at the moment. */
  readonly running = new Set<Probe>();
  maxRunning = 0;
  probes = 0;
  /** Versions that a process took over out of order. */
  disorder = 0;
  readonly #delayMs: () => number;

  /** `delayMs`: how long the next message takes. */
  constructor(processes: number, delayMs: () => number) {
    this.#delayMs = delayMs;
    const memory = new MemoryStore(this.clock);
    this.breakers = Array.from({ length: processes }, () => this.#join(memory));
  }

  /** A request that some process has; `callMs`: how long the upstream would take. */
  call(process: number, callMs: number): void {
    const breaker = this.breakers[process % this.breakers.length];
    if (breaker === undefined) return;
    const now = this.clock.now();
    const permit = breaker.tryAcquirePermit(now, 'stream');
    if (permit >= 0) this.clock.setTimer(callMs, () => this.#end(breaker, permit, callMs));
    else if (permit === NOT_PERMITTED.PROBE_DUE) void this.#probe(breaker, callMs);
  }

  async advance(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    for (let next = this.clock.nextInMs; next !== null; next = this.clock.nextInMs) {
      if (this.clock.now() + next > until) break;
      this.clock.advance(Math.max(0, next));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.clock.advance(until - this.clock.now());
  }

  #join(memory: MemoryStore): Breaker {
    const store = new DelayedStore(memory, this.clock, this.#delayMs);
    const breaker = new Breaker({
      key: { deployment: 'gpt-a', operation: 'chat', credential: null },
      settings: SMALL_SETTINGS,
      store,
      clock: this.clock,
      random: () => 0.5,
      emit: () => undefined,
    });
    store.subscribe((_id, shared) => {
      const before = breaker.epoch;
      breaker.adopt(shared, this.clock.now());
      if (breaker.epoch < before) this.disorder += 1;
    });
    return breaker;
  }

  #end(breaker: Breaker, permit: Permit, callMs: number): void {
    const now = this.clock.now();
    if (this.healthy) breaker.onStart(permit, now, callMs);
    else breaker.onFailure(permit, now, FAILURES.answered);
  }

  async #probe(breaker: Breaker, callMs: number): Promise<void> {
    const probe = await breaker.acquireProbe(this.clock.now(), 'stream', 60_000);
    if (probe === null || probe.signal.aborted) return;
    this.probes += 1;
    this.running.add(probe);
    this.maxRunning = Math.max(this.maxRunning, this.running.size);
    probe.signal.addEventListener('abort', () => this.running.delete(probe));
    this.clock.setTimer(callMs, () => {
      if (!this.running.delete(probe)) return;
      void probe.settle(this.healthy ? 'ok' : 'fail', FAILURES.answered);
    });
  }
}
