import type { Breaker } from './breaker.ts';
import { NOT_PERMITTED } from './not-permitted.ts';
import type { MemoryStore } from './memory-store.ts';
import type { BreakerRegistry } from './registry.ts';
import type { SharedState } from './store.ts';
import type { BreakerSnapshot } from './types.ts';

/** Where copies are kept. */
export interface CopyTarget {
  readonly registry: BreakerRegistry;
  /** The registry's. */
  readonly store: MemoryStore;
}

/**
 * Breakers of another registry that stand as these do at `now`: state, deadlines, holds, overrides
 * and the share of traffic that is coming back. What their windows have counted stays behind.
 */
export function copyBreakers(
  originals: readonly Breaker[],
  target: CopyTarget,
  now: number,
): ReadonlyMap<Breaker, Breaker> {
  // First all, then their states: what one finds at another when it is made, it has already.
  const copies = originals.map(({ key, settings }) => target.registry.get(key, settings));
  const pairs = originals.map((original, index) => [original, copies[index] ?? original] as const);
  for (const [original, copy] of pairs) copyState(original, copy, { store: target.store, now });
  return new Map(pairs);
}

interface Moment {
  readonly store: MemoryStore;
  readonly now: number;
}

function copyState(original: Breaker, copy: Breaker, { store, now }: Moment): void {
  const seen = original.snapshot(now);
  // What has happened on the other side meanwhile is later than what is seen here.
  if (copy.state !== 'CLOSED' && seen.state === 'CLOSED') return;
  const isHeld = original.peek(now) === NOT_PERMITTED.HOLD;
  const state = stateOf(seen, { isHeld, leaseMs: original.settings.probeLeaseMs });
  store.restore(copy.id, state, now);
  copy.adopt(state, now);
  copy.peek(now);
  const rampSinceMs = seen.weight * original.settings.rampMs;
  if (isRampAfterHold(seen, rampSinceMs)) copy.shareHold(now - rampSinceMs, now);
}

interface StateDetail {
  /** A hold is all that keeps it from being probed. */
  readonly isHeld: boolean;
  /** Of a lease of which it is not known yet. */
  readonly leaseMs: number;
}

function stateOf(seen: BreakerSnapshot, { isHeld, leaseMs }: StateDetail): SharedState {
  // Without an epoch, a closed state says nothing: there is nothing to take over.
  const hasMoved = seen.state !== 'CLOSED' || seen.attempt > 0;
  const waitMs = isHeld ? 0 : (seen.nextProbeInMs ?? 0);
  return {
    version: 1,
    state: seen.probing ? 'HALF_OPEN' : seen.state,
    epoch: hasMoved ? 1 : 0,
    remainingMs: waitMs,
    attempt: seen.attempt,
    cause: seen.cause,
    leaseRemainingMs: seen.probing ? waitMs || leaseMs : 0,
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
