import type { ApiError } from '../core/api-error.ts';
import { redactKeys } from '../providers/shared/provider-error.ts';
import { toApiError } from '../resilience/failure-api-error.ts';
import type { AttemptFailure } from './attempt-outcome.ts';

/** An attempt's failure as the client is told of it. */
export function clientError(failure: AttemptFailure): ApiError {
  const { error, failureClass, retryAfterMs } = failure;
  return toApiError(error, {
    failureClass,
    param: error.param === null ? null : redactKeys(error.param),
    ...(retryAfterMs === null ? {} : { retryAfterS: Math.ceil(retryAfterMs / 1_000) }),
    redact: redactKeys,
  });
}
