import { backoffMs } from '../resilience/backoff.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import type { GroupRound } from './group-round.ts';
import { timeLeftMs, type Job } from './job.ts';
import type { Selection } from './select-candidate.ts';

/** Longer than this nobody waits for a group while another one is left. */
const LONGEST_WITH_FALLBACK_MS = 10_000;
const LONGEST_MS = 60_000;

/**
 * Waits as long as a retry should: not at all where a fresh deployment takes the call, else backing
 * off, and at least until the soonest hold ends. `too_long`: the request cannot wait for that.
 */
export async function waitBeforeRetry(
  round: GroupRound,
  failure: AttemptFailure,
): Promise<'waited' | 'aborted' | 'too_long'> {
  const { exchange, gateway } = round.job;
  if (exchange.aborted) return 'aborted';
  const waitMs = plannedWaitMs(round, failure, gateway.random);
  if (waitMs === null) return 'too_long';
  if (waitMs === 0) return 'waited';
  round.previousWaitMs = waitMs;
  const giveUpAt = gateway.clock.now() + longestMs(round);
  let dueAt = gateway.clock.now() + waitMs;
  // A timer may fire a little early, and the calls of others may have moved the end of a hold.
  while (!exchange.aborted && dueAt <= giveUpAt) {
    const now = gateway.clock.now();
    if (now < dueAt) await sleep(round.job, dueAt - now);
    else if (!isHeld(round.look())) return 'waited';
    else dueAt = now + Math.max(1, heldForMs(round.look()));
  }
  return exchange.aborted ? 'aborted' : 'too_long';
}

function isHeld(next: Selection): boolean {
  return next.kind === 'none' && next.reason === 'hold';
}

function heldForMs(next: Selection): number {
  return next.kind === 'none' ? next.retryAfterMs : 0;
}

/** Ends with the time or with the client. */
function sleep({ gateway, exchange }: Job, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = gateway.clock.setTimer(ms, resolve);
    exchange.onAbort(() => {
      timer.cancel();
      resolve();
    });
  });
}

/** Milliseconds to wait before the next attempt in this group; null when that is too long. */
export function plannedWaitMs(
  round: GroupRound,
  failure: AttemptFailure,
  random: () => number,
): number | null {
  const next = round.look();
  if (next.kind !== 'none' && !round.tried.has(next.candidate.deployment.id)) return 0;
  // A stream that has begun has a reader who waits for every word.
  if (round.job.client?.begun === true && next.kind === 'pick') return 0;
  if (next.kind === 'none' && !isHeld(next)) return null;
  const backoff = backoffMs({
    previousMs: round.previousWaitMs,
    retryAfterMs: failure.retryAfterMs,
    leastMs: round.job.runtime.config.router.retryAfterMs,
    random: random(),
  });
  const waitMs = Math.max(backoff, heldForMs(next));
  return waitMs <= longestMs(round) ? waitMs : null;
}

function longestMs({ isLast, job }: GroupRound): number {
  const longest = isLast ? LONGEST_MS : LONGEST_WITH_FALLBACK_MS;
  return Math.min(longest, timeLeftMs(job));
}
