import type { ApiError } from '../core/api-error.ts';
import { backoffMs } from '../resilience/backoff.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import { chooseDeployment } from './choose-deployment.ts';
import type { Deployment } from './deployment.ts';
import { fallbacksFor, readFallbackWish, type FallbackWish } from './fallbacks.ts';
import type { Job } from './job.ts';
import { noDeployment } from './refusals.ts';
import { allowedRetries } from './retry-plan.ts';
import type { Route } from './routing-table.ts';
import { runAttempt } from './run-attempt.ts';
import { clientError } from './client-error.ts';

/** How a request ended: the client has its answer (whole or told otherwise), or gets this error. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'refused'; readonly error: ApiError };

type GroupResult =
  | { readonly kind: 'delivered' | 'aborted' }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  | { readonly kind: 'none'; readonly retryAfterMs: number };

/** Tries the route, then its fallbacks, until one answers. The first failure is the one reported. */
export async function callUpstream(job: Job): Promise<Delivery> {
  const wish = readFallbackWish(job.request.json);
  const visited = new Set([job.route.group]);
  const first = await tryGroup(job, job.route);
  if (first.kind === 'delivered' || first.kind === 'aborted') return { kind: first.kind };
  const rescued = await tryFallbacks(job, { failed: first, from: job.route, wish, visited });
  if (rescued !== null) return { kind: rescued };
  job.trace.group = job.route.group;
  return { kind: 'refused', error: errorOf(first) };
}

/** A group that failed, and how the search for another one stands. */
interface Search {
  readonly failed: GroupResult;
  readonly from: Route;
  readonly wish: FallbackWish;
  /** Groups that were tried: no group gets a second chance by way of another. */
  readonly visited: Set<string>;
}

/** Tries the fallbacks of a group, and theirs; each hop counts towards `max_fallbacks`. */
async function tryFallbacks(job: Job, search: Search): Promise<'delivered' | 'aborted' | null> {
  for (const route of fallbackRoutes(job, search)) {
    if (search.visited.has(route.group)) continue;
    if (job.trace.fallbacks >= job.runtime.config.router.maxFallbacks) return null;
    search.visited.add(route.group);
    job.trace.fallbacks++;
    job.trace.group = route.group;
    const result = await tryGroup(job, route);
    if (result.kind === 'delivered' || result.kind === 'aborted') return result.kind;
    const deeper = await tryFallbacks(job, { ...search, failed: result, from: route });
    if (deeper !== null) return deeper;
  }
  return null;
}

function errorOf(result: GroupResult): ApiError {
  if (result.kind === 'failed') return clientError(result.failure);
  return noDeployment(result.kind === 'none' ? result.retryAfterMs : 0);
}

function fallbackRoutes(job: Job, { failed, from, wish }: Search): Route[] {
  const { router } = job.runtime.config;
  const failureClass = failed.kind === 'failed' ? failed.failure.failureClass : 'overloaded';
  const names = fallbacksFor(from.group, failureClass, router, wish);
  return names.map((name) => job.runtime.table.resolve(name)).filter((route) => route !== null);
}

/** The retry loop within one group. */
async function tryGroup(job: Job, route: Route): Promise<GroupResult> {
  const tried = new Set<string>();
  let last: AttemptFailure | null = null;
  let freeRetryUsed = false;
  for (let retries = 0; ;) {
    const choice = choose(job, route, tried);
    if (choice.kind === 'none') {
      return last === null
        ? { kind: 'none', retryAfterMs: choice.retryAfterMs }
        : { kind: 'failed', failure: last };
    }
    const { candidate } = choice;
    const outcome = await runAttempt(job, route, candidate);
    if (outcome.kind === 'broken') job.trace.brokenBy = clientError(outcome.failure).code;
    if (outcome.kind === 'answered' || outcome.kind === 'broken') return { kind: 'delivered' };
    if (outcome.kind === 'aborted') return { kind: 'aborted' };
    last = outcome.failure;
    if (last.staleSocket && !freeRetryUsed) {
      freeRetryUsed = true;
      continue;
    }
    tried.add(candidate.deployment.id);
    if (
      retries >= retryLimit(job, route, { deployment: candidate.deployment, failure: last, tried })
    ) {
      return { kind: 'failed', failure: last };
    }
    if (!(await waitBefore(job, route, { retries, failure: last, tried }))) {
      return { kind: 'aborted' };
    }
    retries++;
    job.trace.retries++;
  }
}

function choose(job: Job, route: Route, tried: ReadonlySet<string>) {
  const { clock, random } = job.gateway;
  const { router } = job.runtime.config;
  return chooseDeployment(route, { router, now: clock.now(), random, tried });
}

interface FailedTry {
  readonly deployment: Deployment;
  readonly failure: AttemptFailure;
  /** Deployments that have failed this request, this one included. */
  readonly tried: ReadonlySet<string>;
}

function retryLimit(job: Job, route: Route, { deployment, failure, tried }: FailedTry): number {
  return allowedRetries(
    {
      failureClass: failure.failureClass,
      group: route.group,
      deployment,
      usable: 1 + route.candidates.filter((other) => !tried.has(other.deployment.id)).length,
      requested: job.wishes.numRetries,
      silent: failure.silent,
    },
    job.runtime.config.router,
  );
}

interface Setback {
  readonly retries: number;
  readonly failure: AttemptFailure;
  readonly tried: ReadonlySet<string>;
}

/** Waits as long as a retry should; false when the client left meanwhile. */
async function waitBefore(job: Job, route: Route, setback: Setback): Promise<boolean> {
  const { clock, random } = job.gateway;
  const now = clock.now();
  const hasFresh = route.candidates.some(
    ({ deployment }) =>
      !setback.tried.has(deployment.id) && deployment.state.cooldown.isAvailable(now),
  );
  if (hasFresh) return !job.exchange.aborted;
  const waitMs = backoffMs({
    attempt: setback.retries,
    retryAfterMs: setback.failure.retryAfterMs,
    leastMs: job.runtime.config.router.retryAfterMs,
    random: random(),
  });
  await new Promise<void>((resolve) => {
    const timer = clock.setTimer(waitMs, resolve);
    job.exchange.onAbort(() => {
      timer.cancel();
      resolve();
    });
  });
  return !job.exchange.aborted;
}
