import type { Breaker } from './breaker.ts';
import type { BreakerRegistry } from './registry.ts';
import type { SharedState } from './store.ts';
import type { BreakerSnapshot } from './types.ts';

/**
 * A breaker of another registry that stands as this one does at `now`: state, deadlines, hold,
 * override and the share of traffic that is coming back. What its window has counted stays behind.
 */
export function copyBreaker(original: Breaker, into: BreakerRegistry, now: number): Breaker {
  const seen = original.snapshot(now);
  const copy = into.get(original.key, original.settings);
  // Another breaker of its credential has opened it already.
  if (copy.state !== 'CLOSED') return copy;
  copy.adopt(stateOf(seen, original), now);
  copy.peek(now);
  const rampSinceMs = seen.weight * original.settings.rampMs;
  if (isRampAfterHold(seen, rampSinceMs)) copy.shareHold(now - rampSinceMs, now);
  return copy;
}

function stateOf(seen: BreakerSnapshot, { settings }: Breaker): SharedState {
  // Without an epoch, a closed state says nothing: there is nothing to take over.
  const hasMoved = seen.state !== 'CLOSED' || seen.attempt > 0;
  const leaseMs = seen.nextProbeInMs === 0 ? settings.probeLeaseMs : (seen.nextProbeInMs ?? 0);
  return {
    version: 1,
    state: seen.probing ? 'HALF_OPEN' : seen.state,
    epoch: hasMoved ? 1 : 0,
    remainingMs: seen.nextProbeInMs ?? 0,
    attempt: seen.attempt,
    cause: seen.cause,
    leaseRemainingMs: seen.probing ? leaseMs : 0,
    probeSuccesses: 0,
    closedForMs: seen.state === 'CLOSED' && hasMoved ? seen.inStateMs : null,
    holdRemainingMs: seen.hold?.remainingMs ?? 0,
    override: seen.override,
  };
}

/** A ramp that is younger than the state began when a hold ended, not when the breaker closed. */
function isRampAfterHold(seen: BreakerSnapshot, rampSinceMs: number): boolean {
  const isRamp = seen.state === 'CLOSED' && seen.hold === null && seen.override === null;
  if (!isRamp || seen.weight <= 0 || seen.weight >= 1) return false;
  return seen.attempt === 0 || rampSinceMs < seen.inStateMs - 1;
}
