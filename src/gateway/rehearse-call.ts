import type { Clock } from '../core/clock.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import { assumedFailure } from './assumed-failure.ts';
import { LEASE_LOST } from './attempt-failure.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import { callLimits, type CallLimits } from './call-limits.ts';
import type { GroupRound } from './group-round.ts';
import type { HeldPermit } from './held-permit.ts';
import { describeFailure } from './learn.ts';
import { prepareCall } from './run-attempt.ts';

/** A call that was only pretended. */
export interface RehearsedCall {
  readonly failure: AttemptFailure;
  readonly limits: CallLimits;
}

/**
 * Pretends to call a deployment, which fails as assumed: everybody learns from it what they would
 * from a real attempt. One that cannot be made at all fails as it would in earnest.
 */
export async function rehearseCall(
  round: GroupRound,
  permit: HeldPermit,
  assume: FailureClass,
): Promise<RehearsedCall> {
  const { job, route } = round;
  const { candidate } = permit;
  const { deployment } = candidate;
  const { clock } = job.gateway;
  const hasElsewhere = round.hasElsewhere(candidate);
  const limits = callLimits(job, deployment, hasElsewhere);
  if (deployment.config.mockResponse !== null) {
    permit.cancelled(clock.now());
    return { failure: assumedFailure(assume, limits.firstLimitMs), limits };
  }
  const prepared = prepareCall({ job, route, hasElsewhere, race: null }, candidate);
  if ('failure' in prepared) {
    permit.cancelled(clock.now());
    return { failure: prepared.failure, limits };
  }
  const sentAt = clock.now();
  deployment.state.addRequest(sentAt);
  const failure = await fail(assume, { limits, clock, permit });
  const status = failure.origin === 'upstream' ? failure.error.status : null;
  const attempt = {
    setup: { deployment, permit, configuredMs: limits.configuredMs, stream: prepared.stream },
    limitMs: limits.firstLimitMs,
    measure: { sentAt, firstTokenAt: null, endedAt: clock.now(), status, usage: null, heard: 0 },
    upstreamRequestId: null,
  };
  permit.failed(clock.now(), describeFailure(attempt, failure));
  return { failure, limits };
}

interface Pretence {
  readonly limits: CallLimits;
  readonly clock: Clock;
  readonly permit: HeldPermit;
}

/** Answers come in no time; silence lasts until the limit, or until a probe has had its time. */
async function fail(assume: FailureClass, { limits, clock, permit }: Pretence) {
  const { firstLimitMs } = limits;
  if (assume === 'timeout') {
    const { signal } = permit.probe ?? {};
    await new Promise<void>((resolve) => {
      clock.setTimer(firstLimitMs, resolve);
      signal?.addEventListener('abort', () => resolve());
    });
    if (signal?.aborted === true) return LEASE_LOST;
  }
  return assumedFailure(assume, firstLimitMs);
}
