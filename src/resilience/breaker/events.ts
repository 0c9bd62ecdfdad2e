import type {
  BreakerFailure,
  BreakerKey,
  BreakerState,
  OverrideMode,
  TripCause,
  WindowSnapshot,
} from './types.ts';

interface EventBase extends BreakerKey {
  readonly id: string;
  /** Clock milliseconds. */
  readonly at: number;
}

/** A change of state. */
export interface TransitionEvent extends EventBase {
  readonly kind: 'transition';
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly cause: TripCause | 'probe_due' | 'probe_ok' | 'reset';
  /** `local`: this process decided; `shared`: it was told. */
  readonly scope: 'local' | 'shared';
  readonly epoch: number;
  readonly attempt: number;
  /** The open time that begins; 0 otherwise. */
  readonly openMs: number;
  readonly inPreviousStateMs: number;
  /** The failure that decided, where one did. */
  readonly failure: BreakerFailure | null;
  readonly window: WindowSnapshot;
  /** From the window's first failure to the trip; null unless it tripped. */
  readonly detectionMs: number | null;
  /** From the first opening to this closing; null unless it closed. */
  readonly recoveryMs: number | null;
}

export interface HoldEvent extends EventBase {
  readonly kind: 'hold';
  readonly holdMs: number;
  readonly failure: BreakerFailure | null;
}

export interface ProbeEvent extends EventBase {
  readonly kind: 'probe_started' | 'probe_settled' | 'probe_fenced' | 'lease_lost';
  readonly result: 'ok' | 'fail' | 'neutral' | null;
  /** From the grant; 0 at its start. */
  readonly durationMs: number;
}

export interface RampEvent extends EventBase {
  readonly kind: 'ramp_done';
}

export interface OverrideEvent extends EventBase {
  readonly kind: 'override';
  /** Null when it ended or was taken away. */
  readonly mode: OverrideMode | null;
  readonly ttlMs: number;
  readonly actor: string;
  readonly reason: string;
}

/** `METRICS_ONLY`: it would have opened. */
export interface WouldTripEvent extends EventBase {
  readonly kind: 'would_trip';
  readonly cause: TripCause;
}

export interface StoreEvent extends EventBase {
  readonly kind: 'store_degraded' | 'store_recovered';
  readonly reason: string;
}

/** What a breaker tells. Never raised for a call that goes well. */
export type BreakerEvent =
  | TransitionEvent
  | HoldEvent
  | ProbeEvent
  | RampEvent
  | OverrideEvent
  | WouldTripEvent
  | StoreEvent;

export type BreakerListener = (event: BreakerEvent) => void;
