import type { TransitionEvent } from '../../src/resilience/breaker/events.ts';
import type {
  BreakerFailure,
  BreakerSnapshot,
  WindowSnapshot,
} from '../../src/resilience/breaker/types.ts';

/** What every event of the breaker in these tests begins with. */
export const EVENT_BASE = {
  id: 'primary:chat',
  deployment: 'primary',
  operation: 'chat',
  credential: 'hash-of-the-credential',
  at: 5_000,
} as const;

/** A window nothing has happened in. */
export function windowSnapshot(parts: Partial<WindowSnapshot> = {}): WindowSnapshot {
  return {
    successes: 0,
    failures: 0,
    slow: 0,
    inFlight: 0,
    overdue: 0,
    failureRate: 0,
    slowRate: 0,
    streamsStarted: 0,
    streamsBroken: 0,
    ...parts,
  };
}

/** A 503 of an upstream that has no room. */
export function breakerFailure(parts: Partial<BreakerFailure> = {}): BreakerFailure {
  return {
    verdict: 'failure',
    failureClass: 'overloaded',
    origin: 'upstream',
    reason: 'engine_overloaded',
    httpStatus: 503,
    retryAfterMs: null,
    upstreamRequestId: null,
    ...parts,
  };
}

/** A breaker that trips after eight failures in sequence. */
export function transitionEvent(parts: Partial<TransitionEvent> = {}): TransitionEvent {
  return {
    ...EVENT_BASE,
    kind: 'transition',
    from: 'CLOSED',
    to: 'OPEN',
    cause: 'consecutive',
    scope: 'local',
    epoch: 1,
    attempt: 1,
    openMs: 4_100,
    inPreviousStateMs: 60_000,
    failure: breakerFailure(),
    window: windowSnapshot({ successes: 4, failures: 8, inFlight: 3, failureRate: 2 / 3 }),
    detectionMs: 1_250,
    recoveryMs: null,
    ...parts,
  };
}

/** A breaker at rest. */
export function breakerSnapshot(parts: Partial<BreakerSnapshot> = {}): BreakerSnapshot {
  return {
    id: 'primary:chat',
    deployment: 'primary',
    operation: 'chat',
    state: 'CLOSED',
    epoch: 0,
    attempt: 0,
    cause: null,
    lastFailure: null,
    inStateMs: 12_000,
    nextProbeInMs: null,
    probing: false,
    hold: null,
    quarantine: null,
    weight: 1,
    override: null,
    window: windowSnapshot(),
    ...parts,
  };
}
