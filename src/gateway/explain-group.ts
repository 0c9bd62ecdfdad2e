import { notPermittedReason } from '../resilience/breaker/not-permitted.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import { explainCandidates, type LastFailureOf } from './explain-candidates.ts';
import type { GroupRound } from './group-round.ts';
import type { HeldPermit } from './held-permit.ts';
import { rehearseCall } from './rehearse-call.ts';
import type { AttemptPlan, GroupEnd, GroupPlan } from './route-plan.ts';
import { retryLimit, tryGroup, type GroupResult } from './try-group.ts';

/** What a visit to a group is explained with. */
export interface GroupQuestion {
  readonly round: GroupRound;
  readonly assume: FailureClass;
  readonly lastFailureOf: LastFailureOf;
}

/** A visit, without where it came from and where it leads. */
export type VisitPlan = Omit<GroupPlan, 'fallback_of' | 'fallbacks'>;

/** What became of the visit, and how it went. */
export interface ExplainedVisit {
  readonly result: GroupResult;
  readonly plan: VisitPlan;
}

/** Visits a group as a request does, with calls that are only pretended. */
export async function explainGroup(question: GroupQuestion): Promise<ExplainedVisit> {
  const { round } = question;
  const { routeConfig, runtime, trace } = round.job;
  const atMs = sinceStart(round);
  const candidates = explainCandidates(round, question.lastFailureOf);
  const refused = trace.retriesRefused;
  const { result, attempts } = await rehearse(question);
  const ended = endOf(result, { round, attempts, isOverBudget: trace.retriesRefused > refused });
  const plan = {
    group: round.route.group,
    at_ms: atMs,
    is_last: round.isLast,
    strategy: runtime.config.router.strategy,
    on_all_open: routeConfig.onAllOpen,
    stream_rescue: routeConfig.streamRescue,
    hedge_after: routeConfig.hedge?.after ?? null,
    candidates,
    attempts,
    ended,
  };
  return { result, plan };
}

interface RehearsedVisit {
  readonly result: GroupResult;
  readonly attempts: readonly AttemptPlan[];
}

async function rehearse({ round, assume }: GroupQuestion): Promise<RehearsedVisit> {
  const attempts: AttemptPlan[] = [];
  let freeAt = sinceStart(round);
  const result = await tryGroup(round, async (_round, permit) => {
    const atMs = sinceStart(round);
    const kind = kindOf(permit, round);
    const { failure, limits } = await rehearseCall(round, permit, assume);
    const { deployment, model } = permit.candidate;
    attempts.push({
      model_id: deployment.id,
      model: `${deployment.config.provider}/${model}`,
      at_ms: atMs,
      waited_ms: atMs - freeAt,
      kind,
      first_limit_ms: limits.firstLimitMs,
      idle_limit_ms: round.job.request.stream ? limits.idleMs : null,
      fails_with: failure.failureClass,
      retries_allowed: retryLimit(round, deployment, failure),
      retries_made: round.retries,
    });
    freeAt = sinceStart(round);
    return { kind: 'failed', failure };
  });
  return { result, attempts };
}

function sinceStart({ job: { gateway, exchange } }: GroupRound): number {
  return Math.round(gateway.clock.now() - exchange.startedAt);
}

/** Looked at before the call changes anything. */
function kindOf({ probe, candidate }: HeldPermit, { job }: GroupRound): AttemptPlan['kind'] {
  if (probe !== null) return 'probe';
  const breaker = candidate.deployment.breaker(job.request.operation);
  const reason = notPermittedReason(breaker.peek(job.gateway.clock.now()));
  return reason === null || reason === 'RAMP' ? 'call' : 'bypass';
}

interface Ending {
  readonly round: GroupRound;
  readonly attempts: readonly AttemptPlan[];
  readonly isOverBudget: boolean;
}

/** Tells the ways out of `tryGroup` apart. */
function endOf(result: GroupResult, { round, attempts, isOverBudget }: Ending): GroupEnd {
  const last = attempts.at(-1);
  if (last === undefined || round.retries > last.retries_made) {
    return nobody(result.kind === 'none' ? result : round.look());
  }
  if (isOverBudget) return because('retry_budget');
  if (last.retries_allowed === 0) return because('not_repeatable');
  if (last.retries_made >= last.retries_allowed) return because('retries_used_up');
  const next = round.look();
  return next.kind === 'none' && next.reason !== 'hold' ? nobody(next) : because('wait_too_long');
}

function nobody(found: ReturnType<GroupRound['look']>): GroupEnd {
  if (found.kind !== 'none') return because('limits');
  const { reason, retryAfterMs } = found;
  const isKnown = retryAfterMs > 0 && retryAfterMs < Infinity;
  return { reason, retry_after_ms: isKnown ? Math.ceil(retryAfterMs) : null };
}

function because(reason: GroupEnd['reason']): GroupEnd {
  return { reason, retry_after_ms: null };
}
