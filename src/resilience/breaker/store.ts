import type { BreakerState, OverrideMode, OverrideRequest, TripCause } from './types.ts';

/**
 * What processes share about one breaker. Times travel as what is left of them, never as readings of
 * a clock: no two hosts need to agree on the time.
 */
export interface SharedState {
  /** Rises with every change of this breaker; a reader adopts only what is newer. */
  readonly version: number;
  readonly state: BreakerState;
  /**
   * The version of the last transition: what a verdict must belong to. 0: the store knows of none,
   * so its CLOSED says nothing; a reader keeps the state that it has.
   */
  readonly epoch: number;
  /** Of the open time; 0 unless OPEN. */
  readonly remainingMs: number;
  /** Trips in sequence. */
  readonly attempt: number;
  readonly cause: TripCause | null;
  /** Of the probe's lease; 0 when nobody holds one. */
  readonly leaseRemainingMs: number;
  /** Probes that succeeded in this half-open time. */
  readonly probeSuccesses: number;
  /** Since the breaker last closed; null when it never opened. */
  readonly closedForMs: number | null;
  readonly holdRemainingMs: number;
  readonly override: {
    readonly mode: OverrideMode;
    readonly remainingMs: number;
    readonly actor: string;
    readonly reason: string;
  } | null;
}

/** Asks to open the breaker for everybody. */
export interface TripReport {
  /** The caller's epoch: a trip that belongs to an older one changes nothing. */
  readonly epoch: number;
  readonly cause: TripCause;
  /** The open time that was drawn, jitter included; at least a `Retry-After`. */
  readonly openMs: number;
  /** Trips in sequence, this one included. */
  readonly attempt: number;
  /** Whether failures with an answer alone prove it, or it may be this process's own way out. */
  readonly origin: 'local' | 'upstream';
}

/** The right to send one probe, for a while. */
export interface LeaseRequest {
  /** 128 random bits, made by the caller. */
  readonly token: string;
  readonly leaseMs: number;
  /** The caller knows it as open: a store that has forgotten rebuilds it from this. */
  readonly believesOpen: boolean;
  /** Trips in sequence, as the caller knows them. */
  readonly attempt: number;
  /** What it was opened for has been mended: the rest of the open time need not be waited for. */
  readonly ignoresOpenTime?: boolean;
}

/** Names the lease that a command belongs to. */
export interface LeaseRef {
  readonly token: string;
  readonly epoch: number;
}

/** What a probe found. `neutral`: nothing; the slot is free again. */
export type ProbeVerdict = 'ok' | 'fail' | 'neutral';

/**
 * Ends a lease. `neutral` goes by the token alone: a caller whose reply was lost gives the slot back
 * without having learnt its epoch.
 */
export interface Settlement extends LeaseRef {
  readonly verdict: ProbeVerdict;
  /** Successes in sequence that close. */
  readonly successesNeeded: number;
  /** For `fail`: the open time that was drawn, and why. */
  readonly openMs: number;
  readonly cause: TripCause;
}

/** The answer to a command that may be refused. */
export interface Verdicted {
  /** Granted, applied or renewed; false changed nothing at all. */
  readonly ok: boolean;
  readonly shared: SharedState;
}

/** Told of every change, also those of this process. */
export type StoreListener = (id: string, shared: SharedState) => void;

/**
 * Where breakers meet: this process's memory, or a store that a fleet shares. Every command is one
 * atomic step on one state and answers with the state after it. Rejects only when the store cannot
 * be reached; the caller then goes on by itself.
 */
export interface BreakerStore {
  report(id: string, report: TripReport): Promise<Verdicted>;
  acquire(id: string, request: LeaseRequest): Promise<Verdicted>;
  renew(id: string, lease: LeaseRef & { readonly leaseMs: number }): Promise<Verdicted>;
  settle(id: string, settlement: Settlement): Promise<Verdicted>;
  /** Deadlines only ever move out: the longest hold wins, in whatever order they come. */
  hold(id: string, holdMs: number): Promise<SharedState>;
  /** Null takes the override away. */
  override(id: string, request: OverrideRequest | null): Promise<SharedState>;
  /** Closes at once and forgets the attempts, holds and overrides; a lease under way is void. */
  reset(id: string): Promise<SharedState>;
  /** Every breaker that is not at rest. */
  snapshot(): Promise<ReadonlyMap<string, SharedState>>;
  subscribe(listener: StoreListener): () => void;
  close(): Promise<void>;
}
