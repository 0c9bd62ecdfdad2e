import { Breaker } from '../../../src/resilience/breaker/breaker.ts';
import type { BreakerEvent } from '../../../src/resilience/breaker/events.ts';
import { MemoryStore } from '../../../src/resilience/breaker/memory-store.ts';
import type { Probe } from '../../../src/resilience/breaker/probe.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../../src/resilience/breaker/settings.ts';
import type { LeaseRef, SharedState } from '../../../src/resilience/breaker/store.ts';
import type { Permit } from '../../../src/resilience/breaker/types.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { DRAWN } from './model.ts';
import type { ModelCall } from './model-calls.ts';
import { RecordedStore } from './recorded-store.ts';

/** A permit that is not settled yet; no call where nothing is recorded. */
export interface HeldPermit {
  readonly permit: Permit;
  readonly call: ModelCall | null;
}

/** A probe of the breaker under test. */
export interface RunningProbe {
  readonly probe: Probe;
  readonly leased: boolean;
  /** When it fails by itself. */
  readonly limitAt: number;
}

/** Small enough for a short run to reach everything. */
export const SMALL_SETTINGS: BreakerSettings = {
  ...DEFAULT_BREAKER_SETTINGS,
  slidingWindowMs: 3_000,
  minimumNumberOfCalls: 4,
  consecutiveFailures: 3,
  consecutiveMinSpanMs: 50,
  slowCallDurationThresholdMs: 1_000,
  streamMinimumNumberOfCalls: 3,
  streamFailureRateThreshold: 0.5,
  streamWindowMs: 6_000,
  holdBaseMs: 200,
  holdMaxMs: 3_000,
  quarantineWindowMs: 5_000,
  quarantine: {
    ...DEFAULT_BREAKER_SETTINGS.quarantine,
    credential: { confirmations: 2, baseMs: 1_000, maxMs: 4_000 },
  },
  waitDurationInOpenStateMs: 500,
  waitDurationInOpenStateMaxMs: 4_000,
  probeLeaseMs: 1_200,
  probeTimeoutMs: 5_000,
  rampMs: 1_500,
  resetAfterMs: 3_000,
};

const MAX_MESSAGES = 20;

/** A real breaker, the store it shares with a peer, and what is on its way to it. */
export class BreakerWorld {
  readonly clock = new VirtualClock();
  /** What everybody shares; the peer speaks to it directly. */
  readonly memory = new MemoryStore(this.clock);
  readonly store = new RecordedStore(this.memory, this.clock);
  readonly events: BreakerEvent[] = [];
  readonly breaker: Breaker;
  readonly permits: HeldPermit[] = [];
  /** Streams that began and have not ended. */
  readonly streams: HeldPermit[] = [];
  /** What the store told and the breaker has not heard yet. */
  readonly messages: SharedState[] = [];
  probe: RunningProbe | null = null;
  peerLease: LeaseRef | null = null;
  /** Who was granted last. */
  holder: 'own' | 'peer' | null = null;

  constructor(settings: BreakerSettings) {
    this.breaker = new Breaker({
      key: { deployment: 'gpt-a', operation: 'chat', credential: null },
      settings,
      store: this.store,
      clock: this.clock,
      random: () => DRAWN,
      emit: (event) => this.events.push(event),
    });
    this.memory.subscribe((_id, shared) => {
      this.messages.push(shared);
      if (this.messages.length > MAX_MESSAGES) this.messages.shift();
    });
  }

  get id(): string {
    return this.breaker.id;
  }

  get now(): number {
    return this.clock.now();
  }

  async shared(): Promise<SharedState | undefined> {
    return (await this.memory.snapshot()).get(this.id);
  }

  /** Lets everything happen that waits for nothing but its turn. */
  async quiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves time on, as an event loop with nothing else to do sees it. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    for (let next = this.clock.nextInMs; next !== null; next = this.clock.nextInMs) {
      if (this.now + next > until) break;
      this.clock.advance(Math.max(0, next));
      await this.quiet();
    }
    this.clock.advance(until - this.now);
    await this.quiet();
  }
}
