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

type Operation = 'report' | 'acquire' | 'renew' | 'settle' | 'hold' | 'override' | 'reset';

/** One command that a breaker sent to its store. */
export interface StoreCall {
  readonly operation: Operation;
  readonly at: number;
  /** Null when the store could not be reached. */
  readonly reply: Verdicted | null;
  readonly settlement: Settlement | null;
  readonly report: TripReport | null;
}

/** A store that remembers what it was asked, and cannot be reached while it is `down`. */
export class RecordedStore implements BreakerStore {
  down = false;
  readonly #clock: Clock;
  readonly #store: BreakerStore;
  #calls: StoreCall[] = [];

  constructor(store: BreakerStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The calls since the last look. */
  takeCalls(): readonly StoreCall[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }

  report(id: string, report: TripReport): Promise<Verdicted> {
    return this.#record('report', () => this.#store.report(id, report), { report });
  }

  acquire(id: string, request: LeaseRequest): Promise<Verdicted> {
    return this.#record('acquire', () => this.#store.acquire(id, request));
  }

  renew(id: string, lease: LeaseRef & { readonly leaseMs: number }): Promise<Verdicted> {
    return this.#record('renew', () => this.#store.renew(id, lease));
  }

  settle(id: string, settlement: Settlement): Promise<Verdicted> {
    return this.#record('settle', () => this.#store.settle(id, settlement), { settlement });
  }

  hold(id: string, holdMs: number): Promise<SharedState> {
    return this.#obey('hold', () => this.#store.hold(id, holdMs));
  }

  override(id: string, request: OverrideRequest | null): Promise<SharedState> {
    return this.#obey('override', () => this.#store.override(id, request));
  }

  reset(id: string): Promise<SharedState> {
    return this.#obey('reset', () => this.#store.reset(id));
  }

  snapshot(): Promise<ReadonlyMap<string, SharedState>> {
    return this.#store.snapshot();
  }

  subscribe(listener: StoreListener): () => void {
    return this.#store.subscribe(listener);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #obey(operation: Operation, send: () => Promise<SharedState>): Promise<SharedState> {
    const { shared } = await this.#record(operation, async () => ({
      ok: true,
      shared: await send(),
    }));
    return shared;
  }

  async #record(
    operation: Operation,
    send: () => Promise<Verdicted>,
    sent: Partial<StoreCall> = {},
  ): Promise<Verdicted> {
    const reply = await (this.down ? null : send());
    const at = this.#clock.now();
    this.#calls.push({ operation, at, reply, settlement: null, report: null, ...sent });
    if (reply === null) throw new Error('the store is down');
    return reply;
  }
}
