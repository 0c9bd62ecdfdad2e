import type { AttemptFailure, AttemptOutcome } from './attempt-outcome.ts';
import type { Deployment } from './deployment.ts';
import { enterDeployment } from './enter-deployment.ts';
import type { GroupRound } from './group-round.ts';
import type { HeldPermit } from './held-permit.ts';
import { runHedged } from './hedge.ts';
import { mayGoOn, noteBreak, refusedPrefill } from './rescue-stream.ts';
import { allowedRetries } from './retry-plan.ts';
import { waitBeforeRetry } from './retry-wait.ts';
import { runAttempt } from './run-attempt.ts';
import type { Nobody } from './select-candidate.ts';

/** What became of a visit to one group. */
export type GroupResult =
  | { readonly kind: 'delivered' | 'aborted' }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  | Nobody;

/** Calls the deployment of a permit once. */
export type CallDeployment = (round: GroupRound, permit: HeldPermit) => Promise<AttemptOutcome>;

/** The retry loop within one group. `call`: what an attempt is; a rehearsal only pretends. */
export async function tryGroup(
  round: GroupRound,
  call: CallDeployment = callDeployment,
): Promise<GroupResult> {
  const { gateway } = round.job;
  round.route.candidates[0]?.deployment.groupState.retryBudget.deposit(gateway.clock.now());
  for (;;) {
    const pending = enterDeployment(round);
    const entry = pending instanceof Promise ? await pending : pending;
    if (entry.kind === 'aborted') return entry;
    if (entry.kind === 'none') return giveUp(round, entry);
    round.countedInstead = null;
    const outcome = await call(round, entry.permit);
    const permit = countedOf(round, entry.permit);
    if (outcome.kind === 'answered') return { kind: 'delivered' };
    if (outcome.kind !== 'failed') return { kind: 'aborted' };
    // What a probe found decides whom there is to turn to, and how long to wait.
    if (permit.settled !== null) await permit.settled;
    if (isFree(round, outcome.failure)) continue;
    const next = await afterFailure(round, permit, outcome.failure);
    if (next !== null) return next;
  }
}

function countedOf({ countedInstead }: GroupRound, first: HeldPermit): HeldPermit {
  return countedInstead ?? first;
}

function callDeployment(round: GroupRound, permit: HeldPermit): Promise<AttemptOutcome> {
  const { job, route } = round;
  // Only a stream is given up sooner for it.
  const hasElsewhere = job.request.stream && round.hasElsewhere(permit.candidate);
  const context = { job, route, hasElsewhere, race: null };
  const isHedged = job.routeConfig.hedge !== null && permit.probe === null;
  return isHedged ? runHedged(context, permit, round) : runAttempt(context, permit);
}

/** Nothing was tried that could have worked: once more, without counting. */
function isFree(round: GroupRound, failure: AttemptFailure): boolean {
  if (refusedPrefill(round.job, failure)) return true;
  if (!failure.staleSocket || round.freeRetryUsed) return false;
  round.freeRetryUsed = true;
  return true;
}

function giveUp(round: GroupRound, nobody: Nobody): GroupResult {
  return round.failure === null ? nobody : { kind: 'failed', failure: round.failure };
}

/** Null: try again. */
async function afterFailure(
  round: GroupRound,
  { candidate }: HeldPermit,
  failure: AttemptFailure,
): Promise<GroupResult | null> {
  const { job } = round;
  const rescuing = noteBreak(job, failure);
  // Who stayed silent once would most likely do so again; who broke off too, if there is a choice.
  round.fail(candidate, failure, failure.silent || (rescuing && round.hasElsewhere(candidate)));
  if (!mayGoOn(job) || round.retries >= retryLimit(round, candidate.deployment, failure)) {
    return { kind: 'failed', failure };
  }
  const { retryBudget } = candidate.deployment.groupState;
  if (!retryBudget.tryWithdraw(job.gateway.clock.now())) {
    job.trace.retriesRefused++;
    return { kind: 'failed', failure };
  }
  const waited = await waitBeforeRetry(round, failure);
  if (waited === 'aborted') return { kind: 'aborted' };
  if (waited === 'too_long') return { kind: 'failed', failure };
  round.retries++;
  job.trace.retries++;
  return null;
}

/** How many retries the round may have in all when this deployment has failed it like this. */
export function retryLimit(
  round: GroupRound,
  deployment: Deployment,
  failure: AttemptFailure,
): number {
  const { job, route, tried } = round;
  const others = route.candidates.filter(
    ({ deployment: { id } }) => id !== deployment.id && !tried.has(id),
  );
  return allowedRetries(
    {
      failureClass: failure.failureClass,
      group: route.group,
      deployment,
      usable: 1 + others.length,
      requested: job.wishes.numRetries,
      silent: failure.silent,
    },
    job.runtime.config.router,
  );
}
