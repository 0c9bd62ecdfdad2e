import type { ApiError } from '../core/api-error.ts';
import type { LlmRequest } from '../core/llm.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import { admit } from './admit.ts';
import { callUpstream, type Delivery } from './call-upstream.ts';
import { ClientStream } from './client-stream.ts';
import { explainGroup, type ExplainedVisit } from './explain-group.ts';
import { fallbacksFor, readFallbackWish } from './fallbacks.ts';
import type { Job } from './job.ts';
import { lookAhead, type Present, type Rehearsal } from './look-ahead.ts';
import { MemoryExchange } from './memory-exchange.ts';
import { RequestTrace } from './request-trace.ts';
import { type AnswerPlan, type GroupPlan, type NotTried, type RoutePlan } from './route-plan.ts';
import type { Route } from './routing-table.ts';
import { routeConfigOf } from './runtime.ts';
import { readWishes } from './wishes.ts';

/** The version of plans. */
export const ROUTE_PLAN_SCHEMA = 'llmgw.explain-route/v1';

/** What is to be explained, and as of when. */
export interface RouteQuestion extends Present {
  readonly request: LlmRequest;
  /** How every attempt fails. */
  readonly assume: FailureClass;
  /** Uniform in [0, 1). Default: the middle, so that the same question has the same answer. */
  readonly random?: () => number;
}

/** Just below the middle: of two that are equal, the first. */
const MEDIAN = (): number => 0.5 - Number.EPSILON;

/**
 * Where a request would go, and where next when it fails there: the very functions that serve it are
 * run on a copy of everything, with calls that are only pretended. Takes no permit and sends nothing.
 * Answers an error for a request that would be refused before it goes anywhere.
 */
export async function explainRoute(question: RouteQuestion): Promise<RoutePlan | ApiError> {
  const { request, assume, random = MEDIAN } = question;
  const { operation } = request;
  const ahead = lookAhead({ ...question, operation, random });
  const route = admit(ahead.gateway.runtime, request);
  if ('status' in route) return route;
  const job = makeJob(ahead, request, route);
  const groups: GroupPlan[] = [];
  const delivery = await ahead.clock.settle(
    callUpstream(job, async (round) => {
      const { lastFailureOf } = ahead;
      const visit = await explainGroup({ round, assume, lastFailureOf });
      groups.push(placed(visit, groups, job));
      return visit.result;
    }),
  );
  return {
    schema: ROUTE_PLAN_SCHEMA,
    model: request.model,
    operation,
    stream: request.stream,
    assume,
    servable: groups.some(({ attempts }) => attempts.length > 0),
    groups,
    not_tried: findNotTried(groups, job),
    answer: describeAnswer(delivery, ahead.clock.elapsedMs),
  };
}

function makeJob({ gateway }: Rehearsal, request: LlmRequest, route: Route): Job {
  const { runtime, clock } = gateway;
  const exchange = new MemoryExchange(clock.now());
  const { config } = runtime;
  return {
    gateway,
    runtime,
    exchange,
    request,
    route,
    wishes: readWishes(exchange, request.json),
    trace: new RequestTrace(route.group),
    admission: null,
    routeConfig: routeConfigOf(config, route.group, route.candidates[0]?.deployment.group),
    client: request.stream ? new ClientStream(exchange, config.llmgw.errorCode) : null,
  };
}

/** With where it came from and where it leads. */
function placed(
  { plan, result }: ExplainedVisit,
  before: readonly GroupPlan[],
  job: Job,
): GroupPlan {
  const { runtime, request } = job;
  const failureClass = result.kind === 'failed' ? result.failure.failureClass : 'overloaded';
  const wish = readFallbackWish(request.json);
  return {
    ...plan,
    fallback_of: parentOf(plan.group, before, job),
    fallbacks: fallbacksFor(plan.group, failureClass, runtime.config.router, wish),
  };
}

/** The last one that leads there: a group's fallbacks come before those of the group before it. */
function parentOf(group: string, before: readonly GroupPlan[], { runtime }: Job): string | null {
  const parent = before.findLast(({ fallbacks }) =>
    fallbacks.some((name) => runtime.table.resolve(name)?.group === group),
  );
  return parent?.group ?? null;
}

function findNotTried(groups: readonly GroupPlan[], { runtime }: Job): NotTried[] {
  const seen = new Set(groups.map(({ group }) => group));
  const missing: NotTried[] = [];
  for (const { group, fallbacks } of groups) {
    for (const name of fallbacks) {
      const route = runtime.table.resolve(name);
      const key = route?.group ?? name;
      if (seen.has(key)) continue;
      seen.add(key);
      const why = route === null ? 'unknown' : 'max_fallbacks';
      missing.push({ group: name, fallback_of: group, why });
    }
  }
  return missing;
}

function describeAnswer(delivery: Delivery, atMs: number): AnswerPlan {
  if (delivery.kind !== 'refused') throw new Error('a rehearsal ends in an error');
  const { status, code, message, retryAfterS } = delivery.error;
  return { status, code, message, retry_after_s: retryAfterS ?? null, at_ms: Math.round(atMs) };
}
