import type { RouterConfig } from '../config/types.ts';
import type { Candidate } from './deployment.ts';
import type { Route } from './routing-table.ts';
import { STRATEGIES } from './strategies.ts';

/** A chosen candidate, or why there is none and when there may be one again. */
export type Choice =
  | { readonly kind: 'chosen'; readonly candidate: Candidate }
  | {
      readonly kind: 'none';
      readonly reason: 'cooldown' | 'limits';
      readonly retryAfterMs: number;
    };

/** What choosing depends on. */
export interface ChoiceInput {
  readonly router: RouterConfig;
  readonly now: number;
  readonly random: () => number;
  /** Deployments that already failed this request: used again only when nothing else is left. */
  readonly tried: ReadonlySet<string>;
}

const LIMITS_RETRY_MS = 1_000;

/** One deployment of the route: not cooling, lowest `order`, with room, by the strategy. */
export function chooseDeployment(route: Route, input: ChoiceInput): Choice {
  const { now } = input;
  // Most groups have one deployment, and most of the time it is well: nothing to sort out then.
  const only = route.candidates.length === 1 ? route.candidates[0] : undefined;
  if (only !== undefined && isFree(only, now)) return chosen(pick(route.candidates, input));
  const warm = route.candidates.filter((candidate) =>
    candidate.deployment.state.cooldown.isAvailable(now),
  );
  if (warm.length === 0) return restingChoice(route, now);
  const free = warm.filter(({ deployment }) => deployment.state.inFlight < deployment.maxParallel);
  if (free.length === 0) return { kind: 'none', reason: 'limits', retryAfterMs: LIMITS_RETRY_MS };
  return chosen(pick(untriedFirst(lowestOrder(free), free, input.tried), input));
}

function isFree({ deployment }: Candidate, now: number): boolean {
  return (
    deployment.state.cooldown.isAvailable(now) && deployment.state.inFlight < deployment.maxParallel
  );
}

function chosen(picked: Candidate | null): Choice {
  if (picked === null) return { kind: 'none', reason: 'limits', retryAfterMs: LIMITS_RETRY_MS };
  return { kind: 'chosen', candidate: picked };
}

function pick(candidates: readonly Candidate[], input: ChoiceInput): Candidate | null {
  const strategy = STRATEGIES[input.router.strategy];
  const args = input.router.strategyArgs;
  return strategy(candidates, { now: input.now, random: input.random, args });
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

function restingChoice(route: Route, now: number): Choice {
  const waits = route.candidates.map((candidate) =>
    candidate.deployment.state.cooldown.remainingMs(now),
  );
  return { kind: 'none', reason: 'cooldown', retryAfterMs: Math.min(...waits) };
}
