import type { CallEnding } from '../resilience/outcome.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptFailure, AttemptOutcome } from './attempt-outcome.ts';
import type { AttemptSetup } from './attempt-parts.ts';
import type { Deployment } from './deployment.ts';
import type { Job } from './job.ts';
import type { FailureClass } from '../resilience/failure-class.ts';

/** An attempt that is over. */
export interface FinishedAttempt {
  readonly attempt: Attempt;
  readonly outcome: AttemptOutcome;
}

/** Tells everybody who is to learn from an attempt: the breaker, the strategies, the record. */
export function learn({ job }: { readonly job: Job }, finished: FinishedAttempt): void {
  const { outcome, attempt } = finished;
  const { deployment } = attempt.setup;
  const { sentAt, firstTokenAt, endedAt, status, usage, heard } = attempt.measure;
  const before = deployment.breaker(job.request.operation).state;
  settlePermit(finished);
  const failure = 'failure' in outcome ? outcome.failure : null;
  job.trace.upstreamMs += endedAt - sentAt;
  job.trace.attempts.push({
    deploymentId: deployment.id,
    provider: deployment.config.provider,
    operation: job.request.operation,
    outcome: failure?.failureClass ?? outcome.kind,
    status,
    reason: failure === null ? null : reasonOf(failure),
    rests: before === 'CLOSED' && deployment.breaker(job.request.operation).state === 'OPEN',
    ms: endedAt - sentAt,
    ttftMs: firstTokenAt === null ? null : firstTokenAt - sentAt,
    usage,
  });
  if (usage !== null) deployment.state.addTokens(usage.totalTokens, endedAt);
  if (outcome.kind === 'answered' || heard > 0) noteAnswer(job, finished);
  if (outcome.kind === 'answered') addLatency(job, finished);
}

/** What the client got is paid for, also when it left before the end. */
function noteAnswer({ trace }: Job, { attempt, outcome }: FinishedAttempt): void {
  const { setup, measure } = attempt;
  trace.answeredBy = setup.deployment;
  trace.heard += measure.heard;
  trace.firstTokenAt ??= measure.firstTokenAt;
  if (outcome.kind !== 'answered') return;
  const { usage } = measure;
  const splicer = setup.stream?.splicer ?? null;
  trace.usage = usage === null || splicer === null ? usage : splicer.usage(usage);
}

function addLatency(job: Job, { attempt }: FinishedAttempt): void {
  const { deployment } = attempt.setup;
  const { sentAt, firstTokenAt, endedAt, usage } = attempt.measure;
  const { maxLatencyListSize } = job.runtime.config.router.strategyArgs;
  const sample =
    firstTokenAt === null
      ? (endedAt - sentAt) / Math.max(1, usage?.completionTokens ?? 1)
      : firstTokenAt - sentAt;
  deployment.state.addLatency(sample, endedAt, maxLatencyListSize);
  if (firstTokenAt !== null) deployment.groupState.firstTokens.add(firstTokenAt - sentAt);
}

function settlePermit({ attempt, outcome }: FinishedAttempt): void {
  const { permit, stream } = attempt.setup;
  const { sentAt, endedAt } = attempt.measure;
  if (outcome.kind === 'answered') permit.completed(endedAt, endedAt - sentAt);
  else if (outcome.kind === 'lost') permit.cancelled(endedAt);
  else if (outcome.kind === 'failed')
    permit.failed(endedAt, describeFailure(attempt, outcome.failure));
  else if (outcome.cut) permit.cancelled(endedAt);
  else {
    const slowMs = permit.slowMs;
    const waitedMs = endedAt - sentAt;
    permit.failed(endedAt, { kind: 'client_left', waitedMs, stream: stream !== null, slowMs });
  }
}

/** About one model: says nothing about the others behind a wildcard. */
const OF_ONE_MODEL: ReadonlySet<FailureClass> = new Set<FailureClass>(['model_gone', 'permission']);

/** What there is to know of an attempt that failed. */
export interface FailedAttempt extends Pick<Attempt, 'limitMs' | 'measure' | 'upstreamRequestId'> {
  readonly setup: Pick<AttemptSetup, 'deployment' | 'permit' | 'configuredMs' | 'stream'>;
}

/** How its breaker is told of it. */
export function describeFailure(attempt: FailedAttempt, failure: AttemptFailure): CallEnding {
  const { deployment, permit, configuredMs } = attempt.setup;
  if (failure.ours || isOfOneModel(deployment, failure)) return { kind: 'cancelled' };
  const { sentAt, firstTokenAt, endedAt, status } = attempt.measure;
  return {
    kind: 'failed',
    failureClass: failure.failureClass,
    origin: failure.origin,
    silent: failure.silent,
    staleSocket: failure.staleSocket,
    // The deadline's tick may come late: what counts is the limit that passed.
    waitedMs: failure.silent ? attempt.limitMs : endedAt - sentAt,
    limitMs: firstTokenAt === null ? configuredMs : deployment.timeouts.idleMs,
    slowMs: permit.slowMs,
    stream: attempt.setup.stream !== null,
    afterFirstToken: firstTokenAt !== null,
    httpStatus: status,
    retryAfterMs: failure.retryAfterMs,
    reason: reasonOf(failure) ?? failure.failureClass,
    upstreamRequestId: attempt.upstreamRequestId,
  };
}

function isOfOneModel({ config }: Deployment, { failureClass }: AttemptFailure): boolean {
  return config.model.includes('*') && OF_ONE_MODEL.has(failureClass);
}

/**
 * What to look for, in a word: the provider's code, or our own sentence about the way to it. The
 * provider's sentences stay out, they may repeat prompts.
 */
function reasonOf({ error, origin, silent }: AttemptFailure): string | null {
  const isOurs = origin === 'local' || silent;
  return (error.code ?? error.type ?? (isOurs ? error.message : null))?.slice(0, 200) ?? null;
}
