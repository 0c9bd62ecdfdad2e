import type { Breaker } from '../resilience/breaker/breaker.ts';
import type { Permit } from '../resilience/breaker/types.ts';
import type { Candidate } from './deployment.ts';
import type { GroupRound } from './group-round.ts';
import { HeldPermit } from './held-permit.ts';
import type { Deployment } from './deployment.ts';
import { timeLeftMs, type Job } from './job.ts';
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
  return takePlace(round, choice.candidate, choice.permit) ?? enterWaiting(round, null);
}

function refuseOrBypass(round: GroupRound, nobody: Nobody): Entry {
  if (nobody.reason !== 'open' && nobody.reason !== 'hold') return nobody;
  const permit = round.pickAnyway();
  return permit === null ? nobody : { kind: 'entered', permit };
}

/** Every step ends in a permit, a refusal, or a state of things in which the next look differs. */
const MAX_STEPS = 20;

type Step = Exclude<ReturnType<GroupRound['choose']>, Nobody>;

async function enterWaiting(round: GroupRound, first: Step | null): Promise<Entry> {
  let step: Step | Nobody = first ?? round.choose();
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (step.kind === 'none') return refuseOrBypass(round, step);
    const entry =
      step.kind === 'probe' ? await askForProbe(round, step) : await takeStep(round, step);
    if (entry !== null) return entry;
    step = round.choose();
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
  const limitMs = probeLimitMs(round.job, deployment, breaker);
  const probe = await breaker.acquireProbe(gateway.clock.now(), kind, limitMs);
  if (probe === null) return null;
  if (!exchange.aborted && deployment.state.queue.tryEnter()) {
    const permit = new HeldPermit({ candidate, breaker, kind, permit: null, probe });
    return { kind: 'entered', permit };
  }
  await probe.settle('neutral');
  return exchange.aborted ? { kind: 'aborted' } : null;
}

/** The attempt's own deadline is to come first: it knows whose limit it was. */
const PROBE_GRACE_MS = 1_000;

/** What the configuration grants the call, never what the caller wishes: the verdict is for all. */
function probeLimitMs(job: Job, deployment: Deployment, { settings }: Breaker): number {
  const { timeouts } = deployment;
  if (!job.request.stream) return timeouts.totalMs + PROBE_GRACE_MS;
  const isWhole = settings.probeSuccessAt === 'complete';
  return isWhole ? settings.probeTimeoutMs : timeouts.firstTokenMs + PROBE_GRACE_MS;
}

async function waitForPlace(round: GroupRound, candidate: Candidate): Promise<Entry | null> {
  const { gateway, request, exchange, runtime } = round.job;
  const { deployment } = candidate;
  const { queue } = deployment.state;
  const { maxWaitMs } = runtime.config.llmgw.admissionQueue;
  const until = gateway.clock.now() + Math.min(maxWaitMs, timeLeftMs(round.job));
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
