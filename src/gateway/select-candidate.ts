import type { RouterConfig } from '../config/types.ts';
import type { Operation } from '../core/llm.ts';
import {
  notPermittedReason,
  type NotPermittedReason,
} from '../resilience/breaker/not-permitted.ts';
import type { Candidate } from './deployment.ts';
import type { Route } from './routing-table.ts';
import { STRATEGIES } from './strategies.ts';

/** What choosing depends on. */
export interface SelectionInput {
  readonly router: RouterConfig;
  readonly operation: Operation;
  /** Clock milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Deployments that already failed this request: used again only when nothing else is left. */
  readonly tried: ReadonlySet<string>;
  /** Places (`placeOf`) that this request does not go to again. */
  readonly avoided: ReadonlySet<string>;
  /** Deployments that refused this request a moment ago. */
  readonly refused: ReadonlySet<string>;
}

/** How a candidate stands at one moment. */
export type Standing =
  | 'ready'
  /** It has as many calls as it may have. */
  | 'full'
  /** This request has been there, and it stayed silent or broke off. */
  | 'avoided'
  | NotPermittedReason;

/** A choice that nothing has been taken for yet. */
export type Selection =
  { readonly kind: 'pick' | 'probe' | 'full'; readonly candidate: Candidate } | Nobody;

/** Nothing of the route takes the call now. */
export interface Nobody {
  readonly kind: 'none';
  /** `open`: a breaker says so; `hold`: the upstreams named a time; `limits`: our own; `avoided`: this request has been everywhere. */
  readonly reason: 'open' | 'hold' | 'limits' | 'avoided';
  /** Until the soonest of them may take a call. */
  readonly retryAfterMs: number;
}

const LIMITS_RETRY_MS = 1_000;

/** Where a candidate's calls end up: two deployments of one model at one address share its silence. */
export function placeOf({ deployment, model }: Candidate): string {
  return `${deployment.target.origin} ${model}`;
}

/** How one candidate stands; changes nothing. */
export function standingOf(candidate: Candidate, input: SelectionInput): Standing {
  const { deployment } = candidate;
  if (input.avoided.size > 0 && input.avoided.has(placeOf(candidate))) return 'avoided';
  if (input.refused.has(deployment.id)) return 'RAMP';
  const code = deployment.breaker(input.operation).peek(input.now);
  const reason = notPermittedReason(code);
  if (reason !== null && reason !== 'RAMP' && reason !== 'PROBE_DUE') return reason;
  if (!deployment.state.queue.hasRoom) return 'full';
  return reason ?? 'ready';
}

/**
 * One candidate of the route: permitted, lowest `order`, with room, by the strategy. A probe that is
 * due goes first for a request that has failed nowhere yet: it can still be served elsewhere.
 */
export function selectCandidate(route: Route, input: SelectionInput): Selection {
  const usable: Candidate[] = [];
  const due: Candidate[] = [];
  const full: Candidate[] = [];
  for (const candidate of route.candidates) {
    const standing = standingOf(candidate, input);
    if (standing === 'ready') usable.push(candidate);
    else if (standing === 'RAMP') {
      if (!input.refused.has(candidate.deployment.id)) usable.push(candidate);
    } else if (standing === 'PROBE_DUE') due.push(candidate);
    else if (standing === 'full') full.push(candidate);
  }
  const probe = dueProbe(due, usable, input);
  if (probe !== undefined) return { kind: 'probe', candidate: probe };
  if (usable.length > 0) return pickOne(usable, input);
  const waitFor = shortestQueue(full);
  if (waitFor !== undefined) return { kind: 'full', candidate: waitFor };
  return nobody(route, input);
}

function dueProbe(
  due: readonly Candidate[],
  usable: readonly Candidate[],
  input: SelectionInput,
): Candidate | undefined {
  if (due.length === 0) return undefined;
  if (usable.length === 0) return due[0];
  if (input.tried.size > 0) return undefined;
  const lowest = Math.min(...usable.map(orderOf));
  return due.find((candidate) => orderOf(candidate) <= lowest);
}

function pickOne(usable: readonly Candidate[], input: SelectionInput): Selection {
  const preferred = untriedFirst(lowestOrder(usable), usable, input.tried);
  const { strategy, strategyArgs: args } = input.router;
  const picked = STRATEGIES[strategy](preferred, { now: input.now, random: input.random, args });
  return picked === null
    ? { kind: 'none', reason: 'limits', retryAfterMs: LIMITS_RETRY_MS }
    : { kind: 'pick', candidate: picked };
}

/** If any candidate has an `order`, only those with the lowest; the others wait as fallbacks. */
function lowestOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  const lowest = Math.min(...candidates.map(orderOf));
  if (lowest === Infinity) return candidates;
  return candidates.filter((candidate) => orderOf(candidate) === lowest);
}

/** Prefers what has not failed this request: first in the lowest order, then in any. */
function untriedFirst(
  preferred: readonly Candidate[],
  all: readonly Candidate[],
  tried: ReadonlySet<string>,
): readonly Candidate[] {
  if (tried.size === 0) return preferred;
  const isNew = (candidate: Candidate) => !tried.has(candidate.deployment.id);
  const fresh = preferred.filter(isNew);
  if (fresh.length > 0) return fresh;
  const later = lowestOrder(all.filter(isNew));
  return later.length > 0 ? later : preferred;
}

function orderOf(candidate: Candidate): number {
  return candidate.deployment.config.order ?? Infinity;
}

function shortestQueue(full: readonly Candidate[]): Candidate | undefined {
  let best = full[0];
  for (const candidate of full) {
    if (best === undefined || waiting(candidate) < waiting(best)) best = candidate;
  }
  return best;
}

function waiting({ deployment }: Candidate): number {
  return deployment.state.queue.waiting;
}

function nobody(route: Route, input: SelectionInput): Nobody {
  const shut = route.candidates.filter(
    (candidate) => input.avoided.size === 0 || !input.avoided.has(placeOf(candidate)),
  );
  if (shut.length === 0) return { kind: 'none', reason: 'avoided', retryAfterMs: 0 };
  let soonest = Infinity;
  let onlyHolds = true;
  for (const { deployment } of shut) {
    const breaker = deployment.breaker(input.operation);
    soonest = Math.min(soonest, breaker.retryAfterMs(input.now));
    onlyHolds &&= notPermittedReason(breaker.peek(input.now)) === 'HOLD';
  }
  return { kind: 'none', reason: onlyHolds ? 'hold' : 'open', retryAfterMs: soonest };
}
