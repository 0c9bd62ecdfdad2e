import type { ApiError } from '../core/api-error.ts';
import { NOT_PERMITTED } from '../resilience/breaker/not-permitted.ts';
import { clientError } from './client-error.ts';
import { fallbacksFor, readFallbackWish, type FallbackWish } from './fallbacks.ts';
import { GroupRound } from './group-round.ts';
import type { Job } from './job.ts';
import { mayGoOn } from './rescue-stream.ts';
import { circuitOpen, noDeployment } from './refusals.ts';
import type { Route } from './routing-table.ts';
import { tryGroup, type GroupResult } from './try-group.ts';

/** How a request ended: the client has its answer (whole or told otherwise), or gets this error. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'refused'; readonly error: ApiError };

/** What is done in one group; a rehearsal only pretends. */
export type VisitGroup = (round: GroupRound) => Promise<GroupResult>;

/** Tries the route, then its fallbacks, until one answers. The first failure is the one reported. */
export async function callUpstream(
  job: Job,
  visitGroup: VisitGroup = (round) => tryGroup(round),
): Promise<Delivery> {
  const wish = readFallbackWish(job.request.json);
  const visited = new Set([job.route.group]);
  const search: Search = { visitGroup, wish, visited, isMoreLeft: false };
  const first = await visit(job, job.route, search);
  if (first.kind === 'delivered' || first.kind === 'aborted') return { kind: first.kind };
  const rescued = await tryFallbacks(job, { ...search, failed: first, from: job.route });
  if (rescued !== null) return { kind: rescued };
  job.trace.group = job.route.group;
  return endUnanswered(job, first);
}

/** Where the search for a group that answers stands. */
interface Search {
  readonly visitGroup: VisitGroup;
  readonly wish: FallbackWish;
  /** Groups that were tried: no group gets a second chance by way of another. */
  readonly visited: Set<string>;
  /** Groups further up are still waiting for their turn. */
  readonly isMoreLeft: boolean;
}

interface FailedSearch extends Search {
  readonly failed: GroupResult;
  readonly from: Route;
}

function visit(job: Job, route: Route, search: Search): Promise<GroupResult> {
  const isLast = !search.isMoreLeft && !hasFallbackLeft(job, route, search);
  return search.visitGroup(new GroupRound(job, route, isLast));
}

/** Whether a failure that is nobody's fault in particular would find another group that takes it. */
function hasFallbackLeft(job: Job, from: Route, { wish, visited }: Search): boolean {
  const { router } = job.runtime.config;
  if (job.trace.fallbacks >= router.maxFallbacks) return false;
  const names = fallbacksFor(from.group, 'overloaded', router, wish);
  return names.some((name) => {
    const route = job.runtime.table.resolve(name);
    return route !== null && !visited.has(route.group) && takesCalls(job, route);
  });
}

/** Whether any of a route's breakers lets a call through now, if only to probe. */
function takesCalls({ gateway, request }: Job, { candidates }: Route): boolean {
  const now = gateway.clock.now();
  return candidates.some(({ deployment }) =>
    LETS_THROUGH.has(deployment.breaker(request.operation).peek(now)),
  );
}

const LETS_THROUGH: ReadonlySet<number> = new Set([0, NOT_PERMITTED.RAMP, NOT_PERMITTED.PROBE_DUE]);

/** Tries the fallbacks of a group, and theirs; each hop counts towards `max_fallbacks`. */
async function tryFallbacks(
  job: Job,
  search: FailedSearch,
): Promise<'delivered' | 'aborted' | null> {
  const routes = fallbackRoutes(job, search);
  for (const [index, route] of routes.entries()) {
    if (search.visited.has(route.group)) continue;
    if (job.trace.fallbacks >= job.runtime.config.router.maxFallbacks) return null;
    if (!mayGoOn(job)) return null;
    search.visited.add(route.group);
    job.trace.fallbacks++;
    job.trace.group = route.group;
    const isMoreLeft = search.isMoreLeft || routes.slice(index + 1).some(isNew(search));
    const result = await visit(job, route, { ...search, isMoreLeft });
    if (result.kind === 'delivered' || result.kind === 'aborted') return result.kind;
    const deeper = await tryFallbacks(job, { ...search, isMoreLeft, failed: result, from: route });
    if (deeper !== null) return deeper;
  }
  return null;
}

function isNew({ visited }: Search) {
  return (route: Route): boolean => !visited.has(route.group);
}

function fallbackRoutes(job: Job, { failed, from, wish }: FailedSearch): Route[] {
  const { router } = job.runtime.config;
  // What broke the stream decides, not what became of the attempts to go on with it.
  const failure = job.client?.brokenBy ?? (failed.kind === 'failed' ? failed.failure : null);
  const names = fallbacksFor(from.group, failure?.failureClass ?? 'overloaded', router, wish);
  return names.map((name) => job.runtime.table.resolve(name)).filter((route) => route !== null);
}

/** Nobody completes the answer: an error, in-band where a part of it is out already. */
function endUnanswered(job: Job, result: GroupResult): Delivery {
  const { client, trace } = job;
  if (client?.begun !== true) return { kind: 'refused', error: errorOf(result) };
  const error = client.brokenBy === null ? errorOf(result) : clientError(client.brokenBy);
  trace.brokenBy = error.code;
  client.breakOff(error);
  return { kind: 'delivered' };
}

function errorOf(result: GroupResult): ApiError {
  if (result.kind === 'failed') return clientError(result.failure);
  if (result.kind !== 'none') return noDeployment(0);
  return result.reason === 'open'
    ? circuitOpen(result.retryAfterMs)
    : noDeployment(result.retryAfterMs);
}
