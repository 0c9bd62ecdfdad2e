import type { Circuit } from './circuit.ts';
import type { BreakerKey, BreakerSnapshot } from './types.ts';

/** Everything there is to see of one breaker. */
export function describeBreaker(
  { deployment, operation }: BreakerKey,
  circuit: Circuit,
  { now, weight }: { readonly now: number; readonly weight: number },
): BreakerSnapshot {
  const { state, epoch, hold, quarantine, lastFailure } = circuit;
  const isClosed = state === 'CLOSED';
  return {
    id: `${deployment}:${operation}`,
    ...{ deployment, operation, state, epoch, quarantine, lastFailure, weight },
    attempt: circuit.attemptAt(now),
    cause: isClosed ? null : circuit.cause,
    inStateMs: now - circuit.since,
    nextProbeInMs: isClosed ? null : circuit.probeInMs(now),
    probing: circuit.isProbingAt(now),
    hold: hold.isSet ? { remainingMs: hold.remainingMs(now) } : null,
    override: describeOverride(circuit, now),
    window: circuit.evidence.snapshot(now),
  };
}

function describeOverride({ override }: Circuit, now: number): BreakerSnapshot['override'] {
  if (override.request === null) return null;
  const { mode, actor, reason } = override.request;
  return { mode, actor, reason, remainingMs: override.remainingMs(now) };
}
