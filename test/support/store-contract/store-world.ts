import { expect } from '@jest/globals';
import type {
  BreakerStore,
  LeaseRef,
  LeaseRequest,
  Settlement,
  SharedState,
  TripReport,
} from '../../../src/resilience/breaker/store.ts';

/** A store as the contract drives it. */
export interface StoreUnderTest {
  readonly store: BreakerStore;
  /** What another process sees: the same state by its own connection, if the store has any. */
  readonly peer: BreakerStore;
  /** Lets time pass for the store. */
  advance(ms: number): Promise<void> | void;
  /** Makes the store lose every record, as a restart without its data does. */
  loseMemory(): Promise<void> | void;
  /** Waits until what was told has arrived. */
  delivered(): Promise<void> | void;
}

export const ID = 'gpt-a:chat';
export const TRIP: TripReport = {
  epoch: 0,
  cause: 'failure_rate',
  openMs: 20_000,
  attempt: 1,
  origin: 'upstream',
};
export const ASK: LeaseRequest = { token: 'a', leaseMs: 30_000, believesOpen: true, attempt: 1 };

export const OVERRIDE = {
  mode: 'FORCED_OPEN',
  actor: 'ana',
  reason: 'maintenance',
  ttlMs: 60_000,
} as const;

/** Real stores answer a little later than they are asked. */
export const SLACK_MS = 2_000;

/** What is left of `ms`, of which a store that is really asked may have used up a little. */
export function expectAbout(actual: number | null, ms: number): void {
  expect(actual).toBeLessThanOrEqual(ms + (ms === 0 ? 0 : 1));
  expect(actual).toBeGreaterThan(ms === 0 ? -1 : ms - SLACK_MS);
}

/** The verdict of who holds `lease`: success, unless `changes` say otherwise. */
export function verdict(lease: LeaseRef, changes: Partial<Settlement> = {}): Settlement {
  return {
    token: lease.token,
    epoch: lease.epoch,
    verdict: 'ok',
    successesNeeded: 1,
    openMs: 40_000,
    cause: 'probe_failed',
    ...changes,
  };
}

/** The store under test, and the way to its states. */
export class StoreWorld {
  #under: StoreUnderTest | null = null;

  get under(): StoreUnderTest {
    if (this.#under === null) throw new Error('no store was started');
    return this.#under;
  }

  get store(): BreakerStore {
    return this.under.store;
  }

  async start(makeStore: () => Promise<StoreUnderTest>): Promise<void> {
    this.#under = await makeStore();
  }

  async close(): Promise<void> {
    const { store, peer } = this.under;
    await store.close();
    if (peer !== store) await peer.close();
  }

  async look(id = ID): Promise<SharedState | undefined> {
    return (await this.store.snapshot()).get(id);
  }

  /** Trips the breaker, waits for its time to be over, and grants the probe to `token`. */
  async grant(token: string): Promise<LeaseRef> {
    await this.store.report(ID, TRIP);
    await this.under.advance(20_001);
    const { ok, shared } = await this.store.acquire(ID, { ...ASK, token });
    if (!ok) throw new Error('the probe was not granted');
    return { token, epoch: shared.epoch };
  }

  /** Opens the breaker and closes it again. */
  async closeOnce(): Promise<SharedState> {
    const { ok, shared } = await this.store.settle(ID, verdict(await this.grant('first')));
    if (!ok) throw new Error('the verdict was not applied');
    return shared;
  }
}
