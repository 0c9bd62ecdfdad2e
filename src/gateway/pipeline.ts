import type { ApiError } from '../core/api-error.ts';
import type { LlmRequest, Operation } from '../core/llm.ts';
import type { Exchange } from '../http/exchange.ts';
import { admit } from './admit.ts';
import { admitKey } from './admit-key.ts';
import { authenticate } from './authenticate.ts';
import { billRequest, type Bill } from './bill-request.ts';
import { callUpstream, type Delivery } from './call-upstream.ts';
import { ClientStream } from './client-stream.ts';
import type { Gateway } from './gateway.ts';
import type { Job } from './job.ts';
import { parseLlmRequest } from './parse-request.ts';
import type { Principal } from './principal.ts';
import { bodyRefusal, SHUTTING_DOWN } from './refusals.ts';
import { readMarks, type RequestMarks } from './request-marks.ts';
import { RequestTrace } from './request-trace.ts';
import { sendError } from './respond.ts';
import { routeConfigOf, type Runtime } from './runtime.ts';
import { readWishes } from './wishes.ts';

/** What the route knows of a call. */
export interface CallSite {
  readonly operation: Operation;
  /** The route's name for logs and metrics, e.g. `/v1/chat/completions`. */
  readonly route: string;
  /** The model of the path, where the route has one. */
  readonly pathModel: string | null;
}

interface Story {
  readonly gateway: Gateway;
  readonly runtime: Runtime;
  readonly exchange: Exchange;
  readonly site: CallSite;
  /** `x-llmgw-skills` of the answer. */
  readonly skills?: string | null;
}

/** One model call from head to end: authenticate → read → admit → call upstream → record. */
export async function serveModelCall(
  gateway: Gateway,
  exchange: Exchange,
  site: CallSite,
): Promise<void> {
  const { runtime } = gateway;
  const story: Story = { gateway, runtime, exchange, site };
  const checked = authenticate(exchange, runtime.authenticator);
  const principal = checked instanceof Promise ? await checked : checked;
  if ('status' in principal) {
    refuse(story, principal, null);
    return;
  }
  const limit = runtime.config.general.maxRequestBytes;
  const body = await exchange.readBody(limit);
  if (typeof body === 'string') {
    const refusal = bodyRefusal(body, limit);
    if (refusal !== null) refuse(story, refusal, principal);
    return;
  }
  const request = parseLlmRequest(site.operation, body, {
    fromPath: site.pathModel,
    forced: runtime.config.general.completionModel,
  });
  if ('status' in request) refuse(story, request, principal);
  else if (request.json['container'] === undefined) await forward(story, principal, request);
  else await forwardWithSkills(story, principal, request);
}

/** Few requests name skills; the others do not come by here. */
async function forwardWithSkills(
  story: Story,
  principal: Principal,
  request: LlmRequest,
): Promise<void> {
  const { skills } = story.gateway;
  const prepared = await skills?.prepare(request);
  if (prepared === undefined) await forward(story, principal, request);
  else if ('status' in prepared) refuse(story, prepared, principal, request);
  else await forward({ ...story, skills: prepared.header }, principal, prepared.request);
}

async function forward(story: Story, principal: Principal, request: LlmRequest): Promise<void> {
  const { gateway, runtime, exchange } = story;
  const route = admit(runtime, request, meantModel(gateway, principal, request));
  if ('status' in route) {
    refuse(story, route, principal, request);
    return;
  }
  const marks = readMarks(exchange, request.json);
  const { path } = exchange;
  const routes = runtime.table;
  const asked = admitKey(gateway, { principal, request, route, routes, path, marks });
  const admission = asked instanceof Promise ? await asked : asked;
  if (admission !== null && 'status' in admission) {
    refuse(story, admission, principal, request);
    return;
  }
  const job = makeJob(story, { request, route, admission });
  const { trace } = job;
  try {
    const delivery = await callUpstream(job);
    if (delivery.kind === 'refused') sendRefusal(job, delivery.error);
    const bill = charge(job, marks, describeEnd({ delivery, trace }, isCut(story)));
    admission?.settle(bill);
    record(story, { principal, request, trace, delivery });
  } catch (fault) {
    // What was taken is given back, whatever happened; only the first settlement counts.
    admission?.settle({ costUsd: 0, totalTokens: 0 });
    throw fault;
  }
}

/** A key may have names of its own for models. */
function meantModel({ access }: Gateway, principal: Principal, { model }: LlmRequest): string {
  if (principal.kind !== 'key' || access === null) return model;
  return access.resolveAlias(principal.grant, model);
}

type Admitted = Pick<Job, 'request' | 'route' | 'admission'>;

function makeJob({ gateway, runtime, exchange, skills = null }: Story, admitted: Admitted): Job {
  const { request, route } = admitted;
  const trace = new RequestTrace(route.group);
  trace.skills = skills;
  const wishes = readWishes(exchange, request.json);
  trace.maxRetries = wishes.numRetries ?? runtime.config.router.numRetries;
  return {
    gateway,
    runtime,
    exchange,
    ...admitted,
    wishes,
    trace,
    routeConfig: routeConfigOf(runtime.config, route.group, route.candidates[0]?.deployment.group),
    client: request.stream ? new ClientStream(exchange, runtime.config.llmgw.errorCode) : null,
  };
}

function sendRefusal({ exchange, runtime, trace }: Job, error: ApiError): void {
  sendError(exchange, error, runtime.config.llmgw.errorCode, [
    'x-litellm-attempted-retries',
    String(trace.retries),
    'x-litellm-attempted-fallbacks',
    String(trace.fallbacks),
    ...(error.code === 'circuit_open' ? ['x-llmgw-breaker', 'open'] : []),
  ]);
}

function charge(job: Job, marks: RequestMarks, { errorCode }: { errorCode: string | null }): Bill {
  const { gateway, exchange, request, trace, admission } = job;
  if (admission === null) return { costUsd: 0, totalTokens: 0 };
  const { caller } = admission;
  return billRequest({ gateway, exchange, caller, marks, request, trace, errorCode });
}

function refuse(
  story: Story,
  error: ApiError,
  principal: Principal | null,
  request: LlmRequest | null = null,
): void {
  sendError(story.exchange, error, story.runtime.config.llmgw.errorCode);
  // A name nobody knows would make a label of every typing error.
  record(story, {
    principal,
    request,
    trace: new RequestTrace(''),
    delivery: { kind: 'refused', error },
  });
}

interface Ending {
  readonly principal: Principal | null;
  readonly request: LlmRequest | null;
  readonly trace: RequestTrace;
  readonly delivery: Delivery;
}

const MAX_LOGGED_MODEL = 200;
/** nginx's status for a client that closed the connection; never sent. */
const CLIENT_LEFT = 499;

function describeRequest(request: LlmRequest | null) {
  if (request === null) return { requestedModel: '', stream: false };
  // A name is the client's text: a megabyte of it is no log line.
  return { requestedModel: request.model.slice(0, MAX_LOGGED_MODEL), stream: request.stream };
}

function record(story: Story, ending: Ending): void {
  const { gateway, exchange, site } = story;
  const { trace, request } = ending;
  gateway.recorder.record({
    id: exchange.id,
    route: site.route,
    ...describeRequest(request),
    group: trace.group,
    ...describeEnd(ending, isCut(story)),
    attempts: trace.attempts,
    retries: trace.retries,
    retriesRefused: trace.retriesRefused,
    fallbacks: trace.fallbacks,
    hedges: trace.hedges,
    usage: trace.usage,
    totalMs: gateway.clock.now() - exchange.startedAt,
    key: ending.principal?.keyHash.slice(0, 12) ?? '',
  });
}

/** An answer that ended early was ended by us, since the client stayed. */
function isCut({ gateway, exchange }: Story): boolean {
  return gateway.draining && !exchange.aborted;
}

function describeEnd({ delivery, trace }: Pick<Ending, 'delivery' | 'trace'>, wasCut: boolean) {
  if (delivery.kind === 'refused') {
    const { status, code } = delivery.error;
    return { status, errorCode: code, aborted: false };
  }
  if (delivery.kind === 'delivered') {
    return { status: 200, errorCode: trace.brokenBy, aborted: false };
  }
  const { status, code } = SHUTTING_DOWN;
  if (wasCut) return { status, errorCode: code, aborted: false };
  return { status: CLIENT_LEFT, errorCode: null, aborted: true };
}
