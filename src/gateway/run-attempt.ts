import { Attempt } from './attempt.ts';
import type { AttemptSetup } from './attempt-parts.ts';
import { buildAnswerHeaders } from './answer-headers.ts';
import type { AttemptFailure, AttemptOutcome } from './attempt-outcome.ts';
import type { Job } from './job.ts';
import type { Candidate, Deployment } from './deployment.ts';
import { answerMock } from './mock-answer.ts';
import type { Route } from './routing-table.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import type { ProviderCall } from '../providers/provider.ts';

/** Calls one deployment once, and lets its state and the trace learn from what happened. */
export async function runAttempt(
  job: Job,
  route: Route,
  candidate: Candidate,
): Promise<AttemptOutcome> {
  const { deployment } = candidate;
  const call = makeCall(job, route, candidate);
  if (deployment.config.mockResponse !== null) return answerMock(job, deployment, call);
  const encoded = deployment.provider.encode(call);
  if ('unsupported' in encoded) return unsupported(encoded.unsupported, encoded.param);
  const { timeouts } = deployment;
  const { wishes, request } = job;
  const streamMs = wishes.streamTimeoutMs ?? wishes.timeoutMs;
  const setup: AttemptSetup = {
    gateway: job.gateway,
    exchange: job.exchange,
    deployment,
    call,
    encoded,
    limits: job.runtime.config.llmgw,
    firstLimitMs: request.stream
      ? (streamMs ?? timeouts.firstTokenMs)
      : (wishes.timeoutMs ?? timeouts.totalMs),
    idleMs: streamMs ?? timeouts.idleMs,
    headersOf: (head, upstreamMs) => {
      const totalMs = job.gateway.clock.now() - job.exchange.startedAt;
      const { retries, maxRetries, fallbacks } = job.trace;
      return buildAnswerHeaders(
        deployment.headers,
        {
          callId: job.exchange.id,
          group: route.group,
          retries,
          maxRetries,
          fallbacks,
          totalMs,
          upstreamMs: job.trace.upstreamMs + upstreamMs,
        },
        { head, secrets: deployment.secrets },
      );
    },
  };
  const attempt = await new Promise<{ attempt: Attempt; outcome: AttemptOutcome }>((resolve) => {
    const started = new Attempt(setup, (outcome) => resolve({ attempt: started, outcome }));
    started.start();
  });
  learn(job, route, deployment, attempt);
  return attempt.outcome;
}

function makeCall(job: Job, route: Route, { deployment, model }: Candidate): ProviderCall {
  return {
    request: job.request,
    target: deployment.target,
    model,
    shownModel: job.trace.fallbacks > 0 ? route.group : job.request.model,
    params: deployment.params,
    id: job.exchange.id,
    createdS: Math.floor(job.gateway.clock.wallMs() / 1_000),
  };
}

function unsupported(message: string, param: string | null): AttemptOutcome {
  return {
    kind: 'failed',
    failure: {
      failureClass: 'unsupported',
      error: { status: 400, message, type: 'invalid_request_error', code: null, param },
      retryAfterMs: null,
      origin: 'local',
      silent: false,
      staleSocket: false,
    },
  };
}

interface Finished {
  readonly attempt: Attempt;
  readonly outcome: AttemptOutcome;
}

function learn(job: Job, route: Route, deployment: Deployment, finished: Finished): void {
  const { outcome } = finished;
  const { sentAt, firstTokenAt, endedAt, status, usage } = finished.attempt.measure;
  const { router } = job.runtime.config;
  const { state } = deployment;
  job.trace.upstreamMs += endedAt - sentAt;
  job.trace.usage = usage;
  const failure = 'failure' in outcome ? outcome.failure : null;
  job.trace.attempts.push({
    deploymentId: deployment.id,
    provider: deployment.config.provider,
    outcome: failure?.failureClass ?? outcome.kind,
    status,
    reason: failure === null ? null : reasonOf(failure),
    rests: failure !== null && putToRest(route, deployment, finished),
    ms: endedAt - sentAt,
    ttftMs: firstTokenAt === null ? null : firstTokenAt - sentAt,
  });
  if (usage !== null) state.addTokens(usage.totalTokens, endedAt);
  if (outcome.kind === 'answered') {
    state.cooldown.onSuccess();
    const sample =
      firstTokenAt === null
        ? (endedAt - sentAt) / Math.max(1, usage?.completionTokens ?? 1)
        : firstTokenAt - sentAt;
    state.addLatency(sample, endedAt, router.strategyArgs.maxLatencyListSize);
  }
}

/** Counts a failure against the deployment; true when it is left alone from now on. */
function putToRest(route: Route, deployment: Deployment, finished: Finished): boolean {
  const { outcome, attempt } = finished;
  if (!('failure' in outcome) || isNoFault(deployment, finished)) return false;
  const { failureClass, retryAfterMs } = outcome.failure;
  const hasAlternative = route.candidates.length > 1;
  return deployment.state.cooldown.onFailure(
    { failureClass, retryAfterMs, hasAlternative },
    attempt.measure.endedAt,
    deployment.cooldown,
  );
}

/**
 * What to look for, in a word: the provider's code, or our own sentence about the way to it. The
 * provider's sentences stay out, they may repeat prompts.
 */
function reasonOf({ error, origin, silent }: AttemptFailure): string | null {
  const isOurs = origin === 'local' || silent;
  return (error.code ?? error.type ?? (isOurs ? error.message : null))?.slice(0, 200) ?? null;
}

/** About one model: says nothing about the others behind a wildcard. */
const OF_ONE_MODEL: ReadonlySet<FailureClass> = new Set<FailureClass>(['model_gone', 'permission']);

/**
 * What proves nothing about a deployment: a stale socket, a caller less patient than the
 * configuration, and one model of many that is not there.
 */
function isNoFault({ timeouts, config }: Deployment, { attempt, outcome }: Finished): boolean {
  if (!('failure' in outcome)) return false;
  const { failure } = outcome;
  if (failure.staleSocket) return true;
  if (config.model.includes('*') && OF_ONE_MODEL.has(failure.failureClass)) return true;
  const { stream } = attempt.setup.call.request;
  const { firstTokenAt, sentAt, endedAt } = attempt.measure;
  const limitMs = stream ? timeouts.firstTokenMs : timeouts.totalMs;
  return failure.silent && firstTokenAt === null && endedAt - sentAt < limitMs;
}
