import type { FailureClass } from '../failure.ts';

/** The state machine's states. */
export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** States an operator sets by hand, each with an end. */
export type OverrideMode =
  /** Admits nothing. */
  | 'FORCED_OPEN'
  /** Admits everything, and goes on recording. */
  | 'FORCED_CLOSED'
  /** Admits everything and records nothing. */
  | 'DISABLED'
  /** Records and says what it would do, but never refuses. */
  | 'METRICS_ONLY';

/** Ill health that waiting does not mend: somebody has to act, so it is looked at ever more rarely. */
export type QuarantineReason = 'credential' | 'permission' | 'quota' | 'model_gone' | 'region';

/** Why a breaker opened. */
export type TripCause =
  | 'failure_rate'
  | 'slow_rate'
  | 'consecutive'
  | 'stream_failures'
  /** It failed again while traffic was coming back. */
  | 'ramp'
  | 'probe_failed'
  /** The store had lost its memory; this process had not. */
  | 'rebuilt'
  | 'manual'
  | QuarantineReason;

/**
 * A call's admission. Not negative: admitted, to be settled exactly once. Negative: a code of
 * `NOT_PERMITTED`. Always a small integer, so that it costs no memory.
 */
export type Permit = number;

/** Whether the answer comes as a stream: a whole answer says nothing until it is there. */
export type CallKind = 'stream' | 'whole';

/** What a failed call means to the breaker; `src/resilience/outcome.ts` decides. */
export type FailureVerdict =
  /** Counts against the upstream. */
  | 'failure'
  /** The upstream named a time: nothing until then. */
  | 'hold'
  /** Wrong until somebody mends it. */
  | 'quarantine';

/** A failed call as the breaker takes it. Holds no prompt, no answer and no credential. */
export interface BreakerFailure {
  readonly verdict: FailureVerdict;
  readonly failureClass: FailureClass;
  /** `local`: no byte of an answer came. */
  readonly origin: 'local' | 'upstream';
  /** A word or a sentence of our own, redacted, at most 200 characters. */
  readonly reason: string;
  readonly httpStatus: number | null;
  /** The upstream's `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | null;
  readonly upstreamRequestId: string | null;
}

/** What a breaker is for: one deployment and one operation of it. */
export interface BreakerKey {
  readonly deployment: string;
  readonly operation: string;
  /** Deployments with the same one share holds and quarantines; null shares with nobody. */
  readonly credential: string | null;
}

/** An operator's wish. */
export interface OverrideRequest {
  readonly mode: OverrideMode;
  readonly ttlMs: number;
  readonly actor: string;
  readonly reason: string;
}

/** Everything there is to see of one breaker at one moment. Times are milliseconds. */
export interface BreakerSnapshot {
  readonly id: string;
  readonly deployment: string;
  readonly operation: string;
  readonly state: BreakerState;
  readonly epoch: number;
  /** Trips in sequence: what the open time grows with. */
  readonly attempt: number;
  readonly cause: TripCause | null;
  readonly lastFailure: BreakerFailure | null;
  readonly inStateMs: number;
  /** Until the next probe may go; 0 when one may go now; null while closed. */
  readonly nextProbeInMs: number | null;
  /** A probe is under way. */
  readonly probing: boolean;
  readonly hold: { readonly remainingMs: number } | null;
  readonly quarantine: QuarantineReason | null;
  /** 0 when nothing is admitted, the share of calls while traffic comes back, else 1. */
  readonly weight: number;
  readonly override: (Omit<OverrideRequest, 'ttlMs'> & { readonly remainingMs: number }) | null;
  readonly window: WindowSnapshot;
}

/** The window's sums. */
export interface WindowSnapshot {
  readonly successes: number;
  readonly failures: number;
  /** Slow successes, also counted in `successes`. */
  readonly slow: number;
  /** Calls without a verdict. */
  readonly inFlight: number;
  /** Streams without a verdict for longer than the slow limit. */
  readonly overdue: number;
  readonly failureRate: number;
  readonly slowRate: number;
  readonly streamsStarted: number;
  readonly streamsBroken: number;
}
