import type { ApiError } from '../core/api-error.ts';
import type { LimitStore, LimitUsage } from './limit-store.ts';
import type { RateRule } from './rate-rules.ts';
import { rateLimited, type Limited } from './refusals.ts';

/** Nobody knows when a call under way ends; LiteLLM's minute is far too long. */
const PARALLEL_WAIT_MS = 1_000;

/** Why one of the limits does not allow another call now. Nothing is counted yet. */
export function checkRates(
  rules: readonly RateRule[],
  store: LimitStore,
  wallMs: number,
): ApiError | null {
  for (const rule of rules) {
    const usage = store.usage(rule.id);
    const passed = findPassed(rule, usage);
    if (passed === null) continue;
    const waitMs =
      passed.limitType === 'max_parallel_requests' ? PARALLEL_WAIT_MS : usage.resetsInMs;
    const { label, value } = rule;
    return rateLimited({ label, value, ...passed, waitMs, resetAtMs: wallMs + waitMs });
  }
  return null;
}

function findPassed(
  { rpm, tpm, parallel }: RateRule,
  usage: LimitUsage,
): Pick<Limited, 'limitType' | 'limit' | 'used'> | null {
  if (parallel !== null && usage.parallel >= parallel) {
    return { limitType: 'max_parallel_requests', limit: parallel, used: usage.parallel };
  }
  if (rpm !== null && usage.requests >= rpm) {
    return { limitType: 'requests', limit: rpm, used: usage.requests };
  }
  if (tpm !== null && usage.tokens >= tpm) {
    return { limitType: 'tokens', limit: tpm, used: usage.tokens };
  }
  return null;
}
