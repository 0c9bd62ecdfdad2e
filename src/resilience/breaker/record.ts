import type { BreakerState, OverrideMode, TripCause } from './types.ts';

/** A moment that comes, read from the store's own clock. Milliseconds. */
export interface Deadline {
  readonly at: number;
  /** How far away it was when it was set. */
  readonly spanMs: number;
}

/** The right of one probe: whoever knows the token holds it. */
export interface Lease extends Deadline {
  readonly token: string;
}

/** A state that an operator set. */
export interface OverrideUntil extends Deadline {
  readonly mode: OverrideMode;
  readonly actor: string;
  readonly reason: string;
}

/** One breaker as a store keeps it: flat enough for the fields of a Redis hash. */
export interface BreakerRecord {
  readonly version: number;
  readonly state: BreakerState;
  /** The version of the last transition; 0 when this record never saw one. */
  readonly epoch: number;
  readonly open: Deadline | null;
  readonly attempt: number;
  readonly cause: TripCause | null;
  /** Stays when its time is over, until somebody else is granted: its holder may still settle. */
  readonly lease: Lease | null;
  readonly probeSuccesses: number;
  readonly closedAt: number | null;
  readonly hold: Deadline | null;
  readonly override: OverrideUntil | null;
}

/** A breaker that nobody ever wrote about. */
export const AT_REST: BreakerRecord = {
  version: 0,
  state: 'CLOSED',
  epoch: 0,
  open: null,
  attempt: 0,
  cause: null,
  lease: null,
  probeSuccesses: 0,
  closedAt: null,
  hold: null,
  override: null,
};

/** How long a record is kept when all its deadlines are over: longer than any message is late. */
const KEPT_AFTERWARDS_MS = 3_600_000;

/** A deadline `spanMs` from now. */
export function deadlineIn(spanMs: number, now: number): Deadline {
  return { at: now + spanMs, spanMs };
}

/**
 * What is left of a deadline; 0 when it is over or there is none. More than its whole span means
 * that the clock went back: it is over then, since the alternative is to wait without end.
 */
export function remainingMs(deadline: Deadline | null, now: number): number {
  if (deadline === null) return 0;
  const left = deadline.at - now;
  // The millisecond forgives what rounding adds to a sum of fractions.
  return left > 0 && left <= deadline.spanMs + 1 ? left : 0;
}

/**
 * For how long after a change the record must be kept. A store may forget it then, whatever its
 * state: versions do not go back, and who still believes it open has it rebuilt.
 */
export function keptForMs(record: BreakerRecord, now: number): number {
  const deadlines = [record.open, record.lease, record.hold, record.override];
  return KEPT_AFTERWARDS_MS + Math.max(...deadlines.map((each) => remainingMs(each, now)));
}
