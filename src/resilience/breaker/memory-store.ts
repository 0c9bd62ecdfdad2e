import type { Clock } from '../../core/clock.ts';
import * as protocol from './protocol.ts';
import type { Moment, Step } from './protocol.ts';
import { keptForMs, type BreakerRecord } from './record.ts';
import type {
  BreakerStore,
  LeaseRef,
  LeaseRequest,
  Settlement,
  SharedState,
  StoreListener,
  TripReport,
  Verdicted,
} from './store.ts';
import type { OverrideRequest } from './types.ts';

interface Kept {
  readonly record: BreakerRecord;
  /** On the clock: forgotten from then on. */
  readonly until: number;
}

type StepOf<Reply> = (record: BreakerRecord | null, moment: Moment) => Step<Reply>;

/**
 * Where the breakers of one process meet. Listeners are told within the command, before its promise
 * settles; they must not throw. Never rejects.
 */
export class MemoryStore implements BreakerStore {
  readonly #clock: Clock;
  readonly #maxRecords: number;
  /** In the order of their last change. */
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<StoreListener>();
  #version = 0;

  /** `maxRecords`: above it the record that changed longest ago is forgotten. */
  constructor(clock: Clock, maxRecords = 10_000) {
    this.#clock = clock;
    this.#maxRecords = maxRecords;
  }

  report(id: string, report: TripReport): Promise<Verdicted> {
    return this.#step(id, (record, moment) => protocol.report(record, report, moment));
  }

  acquire(id: string, request: LeaseRequest): Promise<Verdicted> {
    return this.#step(id, (record, moment) => protocol.acquire(record, request, moment));
  }

  renew(id: string, lease: LeaseRef & { readonly leaseMs: number }): Promise<Verdicted> {
    return this.#step(id, (record, moment) => protocol.renew(record, lease, moment));
  }

  settle(id: string, settlement: Settlement): Promise<Verdicted> {
    return this.#step(id, (record, moment) => protocol.settle(record, settlement, moment));
  }

  hold(id: string, holdMs: number): Promise<SharedState> {
    return this.#step(id, (record, moment) => protocol.hold(record, holdMs, moment));
  }

  override(id: string, request: OverrideRequest | null): Promise<SharedState> {
    return this.#step(id, (record, moment) => protocol.override(record, request, moment));
  }

  reset(id: string): Promise<SharedState> {
    return this.#step(id, protocol.reset);
  }

  /** Puts a state in, as it was at `now`, in place of what there is. */
  restore(id: string, shared: SharedState, now: number): void {
    this.#keep(id, protocol.restore(shared, now), now);
  }

  snapshot(): Promise<ReadonlyMap<string, SharedState>> {
    const now = this.#clock.now();
    this.#forgetOld(now);
    const states = new Map<string, SharedState>();
    for (const [id, { record }] of this.#kept) states.set(id, protocol.read(record, now));
    return Promise.resolve(states);
  }

  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }

  #step<Reply>(id: string, step: StepOf<Reply>): Promise<Reply> {
    const now = this.#clock.now();
    const before = this.#find(id, now);
    const { record, reply } = step(before, {
      now,
      version: protocol.nextVersion(this.#version, now),
    });
    if (record !== null && record !== before) this.#keep(id, record, now);
    return Promise.resolve(reply);
  }

  #find(id: string, now: number): BreakerRecord | null {
    const kept = this.#kept.get(id);
    return kept !== undefined && kept.until > now ? kept.record : null;
  }

  #keep(id: string, record: BreakerRecord, now: number): void {
    this.#version = record.version;
    this.#kept.delete(id);
    this.#kept.set(id, { record, until: now + keptForMs(record, now) });
    if (this.#kept.size > this.#maxRecords) this.#makeRoom(now);
    const shared = protocol.read(record, now);
    for (const listener of this.#listeners) listener(id, shared);
  }

  #makeRoom(now: number): void {
    this.#forgetOld(now);
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= this.#maxRecords) return;
      this.#kept.delete(id);
    }
  }

  #forgetOld(now: number): void {
    for (const [id, { until }] of this.#kept) if (until <= now) this.#kept.delete(id);
  }
}
