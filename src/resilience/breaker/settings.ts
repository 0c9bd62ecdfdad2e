import type { FailureClass } from '../failure.ts';
import type { QuarantineReason } from './types.ts';

/** How one quarantine is confirmed and looked at again. Milliseconds. */
export interface QuarantineRule {
  /** Failures within `quarantineWindowMs` that it takes. */
  readonly confirmations: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

/** The settings of one breaker. Names follow resilience4j where it has the thing; milliseconds. */
export interface BreakerSettings {
  /** `METRICS_ONLY` records and reports, but never refuses. */
  readonly mode: 'enforce' | 'METRICS_ONLY';
  readonly slidingWindowMs: number;
  /** Verdicts it takes before a rate means anything. */
  readonly minimumNumberOfCalls: number;
  readonly failureRateThreshold: number;
  /** Standard deviations by which failures must exceed the threshold. */
  readonly confidenceZ: number;
  readonly consecutiveFailures: number;
  /** From the first to the last of them: one dropped connection with fifty streams is one event. */
  readonly consecutiveMinSpanMs: number;
  /** Consecutive failures alone decide, whatever is still under way: LiteLLM's `allowed_fails`. */
  readonly strictConsecutive: boolean;
  /** Consecutive failures of one class that trip: LiteLLM's `allowed_fails_policy`. */
  readonly consecutiveByClass: Readonly<Partial<Record<FailureClass, number>>>;
  /** First content token of a stream; whole answers are never slow. */
  readonly slowCallDurationThresholdMs: number;
  readonly slowCallRateThreshold: number;
  /** Share of started streams that broke before their end. */
  readonly streamFailureRateThreshold: number;
  readonly streamMinimumNumberOfCalls: number;
  readonly streamWindowMs: number;
  readonly holdBaseMs: number;
  readonly holdMaxMs: number;
  readonly quarantineWindowMs: number;
  readonly quarantine: Readonly<Record<QuarantineReason, QuarantineRule>>;
  /** Doubled with every trip in sequence, half of it drawn at random. */
  readonly waitDurationInOpenStateMs: number;
  readonly waitDurationInOpenStateMaxMs: number;
  readonly probeLeaseMs: number;
  readonly probeTimeoutMs: number;
  /** Probes that must succeed in sequence, one at a time. */
  readonly permittedNumberOfCallsInHalfOpenState: number;
  readonly probeSuccessAt: 'first_token' | 'complete';
  readonly rampMs: number;
  readonly rampMinFraction: number;
  /** Closed for this long: the open time begins small again. */
  readonly resetAfterMs: number;
}

const MINUTE = 60_000;

export const DEFAULT_BREAKER_SETTINGS: BreakerSettings = {
  mode: 'enforce',
  slidingWindowMs: 30_000,
  minimumNumberOfCalls: 10,
  failureRateThreshold: 0.5,
  confidenceZ: 1.64,
  consecutiveFailures: 8,
  consecutiveMinSpanMs: 1_000,
  strictConsecutive: false,
  consecutiveByClass: {},
  slowCallDurationThresholdMs: 30_000,
  slowCallRateThreshold: 0.9,
  streamFailureRateThreshold: 0.3,
  streamMinimumNumberOfCalls: 10,
  streamWindowMs: MINUTE,
  holdBaseMs: 1_000,
  holdMaxMs: 600_000,
  quarantineWindowMs: MINUTE,
  quarantine: {
    // Providers have had outages that answered 401: one is not proof.
    credential: { confirmations: 2, baseMs: MINUTE, maxMs: 15 * MINUTE },
    permission: { confirmations: 2, baseMs: MINUTE, maxMs: 15 * MINUTE },
    quota: { confirmations: 1, baseMs: 5 * MINUTE, maxMs: 60 * MINUTE },
    model_gone: { confirmations: 1, baseMs: 5 * MINUTE, maxMs: 60 * MINUTE },
    region: { confirmations: 1, baseMs: 5 * MINUTE, maxMs: 60 * MINUTE },
  },
  waitDurationInOpenStateMs: 5_000,
  // One probe an interval is cheap; a provider that is back must not wait a minute to be noticed.
  waitDurationInOpenStateMaxMs: 12_000,
  probeLeaseMs: 10_000,
  probeTimeoutMs: MINUTE,
  permittedNumberOfCallsInHalfOpenState: 1,
  probeSuccessAt: 'first_token',
  rampMs: 30_000,
  rampMinFraction: 0.1,
  resetAfterMs: MINUTE,
};
