import type { RouterConfig, RoutingStrategy } from '../config/types.ts';
import type { Candidate } from './deployment.ts';

/** What a strategy may look at besides the candidates. */
export interface StrategyInput {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly args: RouterConfig['strategyArgs'];
}

/** Picks one of at least one candidates, or null when every one is over its limits. */
export type Strategy = (candidates: readonly Candidate[], input: StrategyInput) => Candidate | null;

/** The strategies by their LiteLLM names. */
export const STRATEGIES: Readonly<Record<RoutingStrategy, Strategy>> = {
  'simple-shuffle': simpleShuffle,
  'least-busy': leastBusy,
  'latency-based-routing': lowestLatency,
  'usage-based-routing': lowestUsage,
};

/** Weighted by the first of `weight`, `rpm`, `tpm` that any candidate sets; uniform without. */
function simpleShuffle(candidates: readonly Candidate[], input: StrategyInput): Candidate | null {
  if (candidates.length === 1) return candidates[0] ?? null;
  for (const metric of ['weight', 'rpm', 'tpm'] as const) {
    const weights = candidates.map((candidate) => candidate.deployment.config[metric] ?? 0);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total > 0) return pickWeighted(candidates, weights, input.random() * total);
  }
  return pickUniform(candidates, input);
}

function pickWeighted(
  candidates: readonly Candidate[],
  weights: readonly number[],
  point: number,
): Candidate | null {
  let rest = point;
  for (const [index, candidate] of candidates.entries()) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return candidate;
  }
  return candidates.at(-1) ?? null;
}

function pickUniform(candidates: readonly Candidate[], input: StrategyInput): Candidate | null {
  if (candidates.length === 1) return candidates[0] ?? null;
  return candidates[Math.floor(input.random() * candidates.length)] ?? null;
}

/** The fewest requests under way; among equals any. */
function leastBusy(candidates: readonly Candidate[], input: StrategyInput): Candidate | null {
  return pickLowest(candidates, input, ({ deployment }) => deployment.state.inFlight);
}

/** The best mean latency, or any within the buffer of it; one without samples is tried first. */
function lowestLatency(candidates: readonly Candidate[], input: StrategyInput): Candidate | null {
  const { ttlMs, lowestLatencyBuffer } = input.args;
  const within = candidates.filter((candidate) => isWithinLimits(candidate, input.now));
  const latencies = within.map((candidate) => ({
    candidate,
    mean: candidate.deployment.state.meanLatency(input.now, ttlMs) ?? 0,
  }));
  const best = Math.min(...latencies.map((entry) => entry.mean));
  const good = latencies.filter((entry) => entry.mean <= best * (1 + lowestLatencyBuffer));
  return pickUniform(
    good.map((entry) => entry.candidate),
    input,
  );
}

/** The fewest tokens used this minute among those within their `tpm` and `rpm`. */
function lowestUsage(candidates: readonly Candidate[], input: StrategyInput): Candidate | null {
  const within = candidates.filter((candidate) => isWithinLimits(candidate, input.now));
  return pickLowest(within, input, ({ deployment }) => deployment.state.usage(input.now).tokens);
}

function isWithinLimits(candidate: Candidate, now: number): boolean {
  const { config, state } = candidate.deployment;
  const { requests, tokens } = state.usage(now);
  return requests < (config.rpm ?? Infinity) && tokens < (config.tpm ?? Infinity);
}

function pickLowest(
  candidates: readonly Candidate[],
  input: StrategyInput,
  measure: (candidate: Candidate) => number,
): Candidate | null {
  let lowest = Infinity;
  let best: Candidate[] = [];
  for (const candidate of candidates) {
    const value = measure(candidate);
    if (value < lowest) best = [];
    if (value <= lowest) best.push(candidate);
    lowest = Math.min(lowest, value);
  }
  return pickUniform(best, input);
}
