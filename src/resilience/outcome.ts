import type { FailureClass } from './failure.ts';
import type { BreakerFailure, FailureVerdict, QuarantineReason } from './breaker/types.ts';

/** A call that failed. Milliseconds. */
export interface FailedCall {
  readonly kind: 'failed';
  readonly failureClass: FailureClass;
  /** `local`: no byte of an answer came. */
  readonly origin: 'local' | 'upstream';
  /** A deadline of ours passed. */
  readonly silent: boolean;
  /** A keep-alive socket had gone stale: the request was most likely never seen. */
  readonly staleSocket: boolean;
  /** How long the wait was that ended it: for the first token, for the end, for the next chunk. */
  readonly waitedMs: number;
  /** What the configuration grants to that wait; a caller may have cut it short. */
  readonly limitMs: number;
  /** Beyond this a first token is slow. */
  readonly slowMs: number;
  readonly stream: boolean;
  readonly afterFirstToken: boolean;
  readonly httpStatus: number | null;
  /** The upstream's `Retry-After`. */
  readonly retryAfterMs: number | null;
  /** Redacted, at most 200 characters. */
  readonly reason: string;
  readonly upstreamRequestId: string | null;
}

/** A call whose client went away. Milliseconds. */
export interface LeftCall {
  readonly kind: 'client_left';
  readonly waitedMs: number;
  readonly stream: boolean;
  /** Beyond this a first token is slow. */
  readonly slowMs: number;
}

/** How a call ended that was not answered. */
export type CallEnding =
  | FailedCall
  | LeftCall
  /** By us: a faster attempt, no room, the shutdown, a fault of our own. */
  | { readonly kind: 'cancelled' };

/** What that means to the breaker. */
export type Judgement =
  | { readonly verdict: 'neutral' }
  /** Nothing failed, but the first token was overdue. */
  | { readonly verdict: 'slow' }
  | BreakerFailure;

/** Says what an unanswered call tells about its upstream. */
export function judge(ending: CallEnding): Judgement {
  if (ending.kind === 'cancelled') return NEUTRAL;
  // Users who leave a stalled upstream are evidence.
  if (ending.kind === 'client_left') return isOverdue(ending) ? SLOW : NEUTRAL;
  const verdict = verdictOn(ending);
  if (verdict === 'neutral') return NEUTRAL;
  return verdict === 'slow' ? SLOW : toFailure(ending, verdict);
}

type Verdict = Judgement['verdict'];

const NEUTRAL: Judgement = { verdict: 'neutral' };
const SLOW: Judgement = { verdict: 'slow' };

interface OutcomeRow {
  readonly when: (call: FailedCall) => boolean;
  readonly verdict: Verdict;
}

/** What decides whatever the class: the first row that fits. */
const OUTCOMES: readonly OutcomeRow[] = [
  { when: (call) => call.staleSocket, verdict: 'neutral' },
  { when: (call) => call.silent && isFullWait(call), verdict: 'failure' },
  // The caller's own, shorter deadline: nobody can open an upstream for all with it.
  { when: (call) => call.silent && !call.afterFirstToken && isOverdue(call), verdict: 'slow' },
  { when: (call) => call.silent, verdict: 'neutral' },
  {
    when: (call) => call.failureClass === 'overloaded' && call.httpStatus === 429,
    verdict: 'hold',
  },
  { when: (call) => call.failureClass === 'unknown' && isCallerStatus(call), verdict: 'neutral' },
];

/** Quarantine waits for somebody to mend it, so its classes are the breaker's reasons for it. */
const BY_CLASS: Readonly<Record<FailureClass, 'neutral' | FailureVerdict>> &
  Readonly<Record<QuarantineReason, 'quarantine'>> = {
  transient: 'failure',
  overloaded: 'failure',
  timeout: 'failure',
  unknown: 'failure',
  rate_limit: 'hold',
  quota: 'quarantine',
  credential: 'quarantine',
  permission: 'quarantine',
  model_gone: 'quarantine',
  region: 'quarantine',
  // Refused at the edge: proves nothing about inference, not even that it works.
  caller_fault: 'neutral',
  context_window: 'neutral',
  content_policy: 'neutral',
  unsupported: 'neutral',
};

function verdictOn(call: FailedCall): Verdict {
  const row = OUTCOMES.find(({ when }) => when(call));
  return row?.verdict ?? BY_CLASS[call.failureClass];
}

/** Both times come from adding and taking away, which may lose the last bit. */
const ROUNDING_MS = 0.001;

function isFullWait({ waitedMs, limitMs }: FailedCall): boolean {
  return waitedMs >= limitMs - ROUNDING_MS;
}

function isOverdue({ stream, waitedMs, slowMs }: FailedCall | LeftCall): boolean {
  return stream && waitedMs >= slowMs - ROUNDING_MS;
}

function isCallerStatus({ httpStatus }: FailedCall): boolean {
  return httpStatus !== null && httpStatus >= 400 && httpStatus <= 499;
}

function toFailure(call: FailedCall, verdict: FailureVerdict): BreakerFailure {
  return {
    verdict,
    failureClass: call.failureClass,
    origin: call.origin,
    reason: call.reason,
    httpStatus: call.httpStatus,
    retryAfterMs: call.retryAfterMs,
    upstreamRequestId: call.upstreamRequestId,
  };
}
