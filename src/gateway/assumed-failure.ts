import type { FailureClass } from '../resilience/failure-class.ts';
import { deadlineFailure, providerFailure } from './attempt-failure.ts';
import type { AttemptFailure } from './attempt-outcome.ts';

/** The status that upstreams send with each class, mostly. */
const STATUSES: Readonly<Record<FailureClass, number>> = {
  transient: 502,
  overloaded: 503,
  timeout: 408,
  rate_limit: 429,
  quota: 429,
  credential: 401,
  permission: 403,
  model_gone: 404,
  region: 403,
  context_window: 400,
  content_policy: 400,
  unsupported: 400,
  caller_fault: 400,
  unknown: 418,
};

/** Every class there is. */
export const FAILURE_CLASSES: ReadonlySet<string> = new Set(Object.keys(STATUSES));

/** Whether a word names a class. */
export function isFailureClass(word: string): word is FailureClass {
  return FAILURE_CLASSES.has(word);
}

/** A failure as an upstream would have it; `timeout` is silence for all of `limitMs`. */
export function assumedFailure(failureClass: FailureClass, limitMs: number): AttemptFailure {
  if (failureClass === 'timeout') return deadlineFailure(limitMs, false);
  const message = `(what the upstream says: ${failureClass})`;
  const status = STATUSES[failureClass];
  const failure = providerFailure({ status, message, type: null, code: null, param: null });
  return { ...failure, failureClass };
}
