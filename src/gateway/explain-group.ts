import type { FailureClass } from '../resilience/failure-class.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import { explainCandidates, type LastFailureOf } from './explain-candidates.ts';
import type { GroupRound } from './group-round.ts';
import type { HeldPermit } from './held-permit.ts';
import { rehearseCall, type RehearsedCall } from './rehearse-call.ts';
import type { AttemptPlan, GroupEnd, GroupPlan } from './route-plan.ts';
import { retryLimit, tryGroup, type GroupResult } from './try-group.ts';
import { notPermittedReason } from '../resilience/breaker/not-permitted.ts';

/** What a visit to a group is explained with. */
export interface GroupQuestion {
  readonly round: GroupRound;
  readonly assume: FailureClass;
  /** Clock milliseconds at which the request came. */
  readonly startedAt: number;
  readonly lastFailureOf: LastFailureOf;
}

/** What became of the visit, and all there is to say of it but where it leads. */
export interface ExplainedGroup {
  readonly result: GroupResult;
  readonly plan: Omit<GroupPlan, 'fallback_of' | 'fallbacks'>;
}

/** Visits a group as a request does, with calls that are only pretended. */
export async function explainGroup(question: GroupQuestion): Promise<ExplainedGroup> {
  const { round, assume, startedAt } = question;
  const { job, route } = round;
  const { routeConfig, runtime, gateway, trace } = job;
  const atMs = gateway.clock.now() - startedAt;
  const candidates = explainCandidates(round, question.lastFailureOf);
  const visit = new Visit(question);
  const refusedBefore = trace.retriesRefused;
  const result = await tryGroup(round, async (_round, permit) => {
    const called = await visit.call(permit, assume);
    return { kind: 'failed', failure: called.failure };
  });
  return {
    result,
    plan: {
      group: route.group,
      at_ms: Math.round(atMs),
      is_last: round.isLast,
      strategy: runtime.config.router.strategy,
      on_all_open: routeConfig.onAllOpen,
      stream_rescue: routeConfig.streamRescue,
      hedge_after: routeConfig.hedge?.after ?? null,
      candidates,
      attempts: visit.attempts(),
      ended: endOf(result, round, {
        attempts: visit.attempts(),
        isOverBudget: trace.retriesRefused > refusedBefore,
      }),
    },
  };
}

/** The calls of one visit. */
class Visit {
  readonly #question: GroupQuestion;
  readonly #attempts: AttemptPlan[] = [];
  #endedAt: number;
  /** The last call: what it is worth shows only when the round has heard of it. */
  #last: { readonly plan: Omit<AttemptPlan, 'retries_allowed'>; readonly permit: HeldPermit; readonly failure: AttemptFailure } | null = null;

  constructor(question: GroupQuestion) {
    this.#question = question;
    this.#endedAt = question.round.job.gateway.clock.now();
  }
}
