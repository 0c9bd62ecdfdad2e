import type { BreakerFailure } from '../../../src/resilience/breaker/types.ts';

const NO_ANSWER: BreakerFailure = {
  verdict: 'failure',
  failureClass: 'timeout',
  origin: 'local',
  reason: 'no answer',
  httpStatus: null,
  retryAfterMs: null,
  upstreamRequestId: null,
};

/** A failure of each sort that a breaker tells apart. */
export const FAILURES = {
  silent: NO_ANSWER,
  answered: { ...NO_ANSWER, origin: 'upstream', httpStatus: 500 },
  patient: { ...NO_ANSWER, origin: 'upstream', httpStatus: 503, retryAfterMs: 2_000 },
  limited: { ...NO_ANSWER, verdict: 'hold', failureClass: 'rate_limit', httpStatus: 429 },
  limitedFor: {
    ...NO_ANSWER,
    verdict: 'hold',
    failureClass: 'rate_limit',
    httpStatus: 429,
    retryAfterMs: 700,
  },
  refused: { ...NO_ANSWER, verdict: 'quarantine', failureClass: 'credential', httpStatus: 401 },
} as const satisfies Record<string, BreakerFailure>;

export type FailureName = keyof typeof FAILURES;
