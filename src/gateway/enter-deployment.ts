import type { Permit } from '../resilience/breaker/types.ts';
import type { Candidate } from './deployment.ts';
import type { GroupRound } from './group-round.ts';
import { HeldPermit } from './held-permit.ts';
import { callLimits } from './call-limits.ts';
import type { Nobody } from './select-candidate.ts';

/** A permit to call one candidate, or why there is none. */
export type Entry =
  { readonly kind: 'entered'; readonly permit: HeldPermit } | { readonly kind: 'aborted' } | Nobody;

/**
 * Finds a candidate that takes the call now: sync where one has room, else after asking for a probe
 * or waiting in a queue. Never waits for a breaker.
 */
export function enterDeployment(round: GroupRound): Entry | Promise<Entry> {
  const choice = round.choose();
  if (choice.kind === 'none') return refuseOrBypass(round, choice);
  if (choice.kind !== 'chosen') return enterWaiting(round, choice);
  return takePlace(round, choice.candidate, choice.permit) ?? enterWaiting(round, choice);
}

function refuseOrBypass(round: GroupRound, nobody: Nobody): Entry {
  if (nobody.reason !== 'open' && nobody.reason !== 'hold') return nobody;
  const permit = round.pickAnyway();
  return permit === null ? nobody : { kind: 'entered', permit };
}

/** Every step ends in a permit, a refusal, or a state of things in which the next look differs. */
const MAX_STEPS = 20;

type Step = Exclude<ReturnType<GroupRound['choose']>, Nobody>;

async function enterWaiting(round: GroupRound, first: Step): Promise<Entry> {
  let step: Step = first;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const entry =
      step.kind === 'probe' ? await askForProbe(round, step) : await takeStep(round, step);
    if (entry !== null) return entry;
    const next = round.choose();
    if (next.kind === 'none') return refuseOrBypass(round, next);
    step = next;
  }
  return { kind: 'none', reason: 'limits', retryAfterMs: 1_000 };
}

async function takeStep(round: GroupRound, step: Step): Promise<Entry | null> {
  if (step.kind === 'chosen') return takePlace(round, step.candidate, step.permit);
  return waitForPlace(round, step.candidate);
}

/** Null when the last place went to somebody else. */
function takePlace(round: GroupRound, candidate: Candidate, permit: Permit): Entry | null {
  const { queue } = candidate.deployment.state;
  if (queue.tryEnter()) return entered(round, candidate, permit);
  const breaker = candidate.deployment.breaker(round.job.request.operation);
  breaker.onNeutral(permit, round.job.gateway.clock.now());
  return null;
}

async function askForProbe(
  round: GroupRound,
  { candidate }: { readonly candidate: Candidate },
): Promise<Entry | null> {
  const { gateway, request, exchange } = round.job;
  const { deployment } = candidate;
  const breaker = deployment.breaker(request.operation);
  const kind = request.stream ? 'stream' : 'whole';
  const { firstLimitMs } = callLimits(round.job, deployment, false);
  const probe = await breaker.acquireProbe(gateway.clock.now(), kind, firstLimitMs);
  if (probe === null) return null;
  if (!exchange.aborted && deployment.state.queue.tryEnter()) {
    const permit = new HeldPermit({ candidate, breaker, kind, permit: null, probe });
    return { kind: 'entered', permit };
  }
  await probe.settle('neutral');
  return exchange.aborted
    ? { kind: 'aborted' }
    : { kind: 'none', reason: 'limits', retryAfterMs: 1_000 };
}

async function waitForPlace(round: GroupRound, candidate: Candidate): Promise<Entry | null> {
  const { gateway, request, exchange, runtime } = round.job;
  const { deployment } = candidate;
  const { queue } = deployment.state;
  const { maxWaitMs } = runtime.config.llmgw.admissionQueue;
  const until = gateway.clock.now() + Math.min(maxWaitMs, round.job.wishes.timeoutMs ?? Infinity);
  const result = await queue.enter(until, exchange);
  if (result === 'aborted') return { kind: 'aborted' };
  const now = gateway.clock.now();
  if (result !== 'entered') {
    return { kind: 'none', reason: 'limits', retryAfterMs: queue.estimateWaitMs(now) };
  }
  // The breaker may have opened meanwhile.
  const breaker = deployment.breaker(request.operation);
  const permit = breaker.tryAcquirePermit(now, request.stream ? 'stream' : 'whole');
  if (permit >= 0) return entered(round, candidate, permit);
  queue.leave();
  return null;
}

function entered(round: GroupRound, candidate: Candidate, permit: Permit): Entry {
  const { request } = round.job;
  return {
    kind: 'entered',
    permit: new HeldPermit({
      candidate,
      breaker: candidate.deployment.breaker(request.operation),
      kind: request.stream ? 'stream' : 'whole',
      permit,
      probe: null,
    }),
  };
}
