import type { Clock } from '../../../src/core/clock.ts';
import type {
  BreakerStore,
  LeaseRef,
  LeaseRequest,
  Settlement,
  SharedState,
  StoreListener,
  TripReport,
  Verdicted,
} from '../../../src/resilience/breaker/store.ts';
import type { OverrideRequest } from '../../../src/resilience/breaker/types.ts';

/** One process's way to a store: everything takes its time there and back, and may overtake. */
export class DelayedStore implements BreakerStore {
  readonly #store: BreakerStore;
  readonly #clock: Clock;
  readonly #delayMs: () => number;

  constructor(store: BreakerStore, clock: Clock, delayMs: () => number) {
    this.#store = store;
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  report(id: string, report: TripReport): Promise<Verdicted> {
    return this.#thereAndBack(() => this.#store.report(id, report));
  }

  acquire(id: string, request: LeaseRequest): Promise<Verdicted> {
    return this.#thereAndBack(() => this.#store.acquire(id, request));
  }

  renew(id: string, lease: LeaseRef & { readonly leaseMs: number }): Promise<Verdicted> {
    return this.#thereAndBack(() => this.#store.renew(id, lease));
  }

  settle(id: string, settlement: Settlement): Promise<Verdicted> {
    return this.#thereAndBack(() => this.#store.settle(id, settlement));
  }

  hold(id: string, holdMs: number): Promise<SharedState> {
    return this.#thereAndBack(() => this.#store.hold(id, holdMs));
  }

  override(id: string, request: OverrideRequest | null): Promise<SharedState> {
    return this.#thereAndBack(() => this.#store.override(id, request));
  }

  reset(id: string): Promise<SharedState> {
    return this.#thereAndBack(() => this.#store.reset(id));
  }

  snapshot(): Promise<ReadonlyMap<string, SharedState>> {
    return this.#thereAndBack(() => this.#store.snapshot());
  }

  subscribe(listener: StoreListener): () => void {
    return this.#store.subscribe((id, shared) => {
      this.#clock.setTimer(this.#delayMs(), () => listener(id, shared));
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #thereAndBack<Reply>(send: () => Promise<Reply>): Promise<Reply> {
    await this.#delay();
    const reply = await send();
    await this.#delay();
    return reply;
  }

  #delay(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(this.#delayMs(), resolve);
    });
  }
}
