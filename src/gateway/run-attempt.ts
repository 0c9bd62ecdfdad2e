import type { ProviderCall } from '../providers/provider.ts';
import { Attempt } from './attempt.ts';
import type { AttemptSetup, Race } from './attempt-parts.ts';
import { buildAnswerHeaders } from './answer-headers.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { callLimits } from './call-limits.ts';
import type { Candidate } from './deployment.ts';
import type { HeldPermit } from './held-permit.ts';
import type { Job } from './job.ts';
import { learn, type FinishedAttempt } from './learn.ts';
import { addCallerHeaders } from './caller-headers.ts';
import { answerMock } from './mock-answer.ts';
import { planStream } from './rescue-stream.ts';
import type { Route } from './routing-table.ts';

/** What an attempt needs to know of its surroundings. */
export interface AttemptContext {
  readonly job: Job;
  readonly route: Route;
  /** Somebody else could still take the call. */
  readonly hasElsewhere: boolean;
  readonly race: Race | null;
}

type Failed = Extract<AttemptOutcome, { readonly kind: 'failed' }>;

/** Calls one deployment once, and lets its state, its breaker and the trace learn from it. */
export async function runAttempt(
  context: AttemptContext,
  permit: HeldPermit,
): Promise<AttemptOutcome> {
  const { job } = context;
  const { candidate } = permit;
  const { deployment } = candidate;
  if (deployment.config.mockResponse !== null) {
    permit.cancelled(job.gateway.clock.now());
    // A mock's answer continues nobody's.
    if (job.client?.begun === true) return unsupported('A mock cannot go on with a stream.', null);
    return answerMock(job, deployment, makeCall(context, candidate));
  }
  const prepared = giveBackOnFault(permit, job, () => prepareCall(context, candidate));
  if ('failure' in prepared) {
    permit.cancelled(job.gateway.clock.now());
    return prepared;
  }
  const setup = setUp(context, permit, prepared);
  const attempt = await startAttempt(setup);
  learn(context, attempt);
  return attempt.outcome;
}

function startAttempt(setup: AttemptSetup): Promise<FinishedAttempt> {
  return new Promise((resolve, reject) => {
    const attempt = new Attempt(setup, (outcome) => resolve({ attempt, outcome }));
    try {
      attempt.start();
    } catch (fault) {
      reject(fault);
      setup.permit.cancelled(setup.gateway.clock.now());
      attempt.settle({ kind: 'lost' });
    }
  });
}

/** A fault of our own must not keep what the call was given. */
function giveBackOnFault<Result>(permit: HeldPermit, job: Job, step: () => Result): Result {
  try {
    return step();
  } catch (fault) {
    permit.cancelled(job.gateway.clock.now());
    throw fault;
  }
}

/** A call that can be sent. */
type PreparedCall = Pick<AttemptSetup, 'call' | 'encoded' | 'stream'>;

/** Puts the request into the provider's words, or says why it cannot be. Sends nothing. */
export function prepareCall(context: AttemptContext, candidate: Candidate): PreparedCall | Failed {
  const planned = planStream(context.job, candidate);
  if (planned === null) return unsupported('The upstream cannot go on with a stream.', null);
  const call = makeCall(context, candidate, planned.request);
  const encoded = candidate.deployment.provider.encode(call);
  return 'unsupported' in encoded
    ? unsupported(encoded.unsupported, encoded.param)
    : { call, encoded, stream: planned.stream };
}

function setUp(context: AttemptContext, permit: HeldPermit, prepared: PreparedCall): AttemptSetup {
  const { job, route, race } = context;
  const { deployment } = permit.candidate;
  const { call, encoded, stream } = prepared;
  const { firstLimitMs, idleMs, configuredMs } = callLimits(job, deployment, context.hasElsewhere);
  return {
    gateway: job.gateway,
    exchange: job.exchange,
    deployment,
    permit,
    call,
    encoded,
    limits: job.runtime.config.llmgw,
    firstLimitMs,
    idleMs,
    configuredMs,
    stream,
    race,
    headersOf: headersOf(job, route, permit),
  };
}

function headersOf(job: Job, route: Route, permit: HeldPermit): AttemptSetup['headersOf'] {
  const { deployment } = permit.candidate;
  return ({ head, upstreamMs, usage }) => {
    const totalMs = job.gateway.clock.now() - job.exchange.startedAt;
    const { retries, maxRetries, fallbacks } = job.trace;
    const headers = buildAnswerHeaders(
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
    addCallerHeaders(headers, job, { deployment, usage });
    return headers;
  };
}

function makeCall(
  { job, route }: AttemptContext,
  { deployment, model }: Candidate,
  request = job.request,
): ProviderCall {
  return {
    request,
    target: deployment.target,
    model,
    shownModel: job.trace.fallbacks > 0 ? route.group : job.request.model,
    params: deployment.params,
    id: job.exchange.id,
    createdS: Math.floor(job.gateway.clock.wallMs() / 1_000),
  };
}

function unsupported(message: string, param: string | null): Failed {
  return {
    kind: 'failed',
    failure: {
      failureClass: 'unsupported',
      error: { status: 400, message, type: 'invalid_request_error', code: null, param },
      retryAfterMs: null,
      origin: 'local',
      silent: false,
      staleSocket: false,
      ours: true,
    },
  };
}
