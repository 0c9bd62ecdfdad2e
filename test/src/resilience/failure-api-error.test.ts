import { describe, expect, test } from '@jest/globals';
import { toApiError } from '../../../src/resilience/failure-api-error.ts';
import type { FailureClass } from '../../../src/resilience/failure-class.ts';

const redact = (text: string): string => text.replace('sk-secret', '[redacted]');

function seen(failureClass: FailureClass, status: number, message = 'sk-secret at prod-eu-1') {
  return toApiError({ status, type: null, code: null, message }, { failureClass, redact });
}

describe('toApiError', () => {
  test.each([
    ['credential', 401, 401, 'authentication_error', 'upstream_credential_refused'],
    ['credential', 400, 401, 'authentication_error', 'upstream_credential_refused'],
    ['permission', 403, 403, 'permission_error', 'upstream_permission_denied'],
    ['region', 400, 403, 'permission_error', 'upstream_region_blocked'],
    ['model_gone', 400, 404, 'invalid_request_error', 'upstream_model_not_found'],
    ['caller_fault', 422, 400, 'invalid_request_error', 'invalid_request'],
    ['caller_fault', 413, 400, 'invalid_request_error', 'invalid_request'],
    ['unsupported', 404, 400, 'invalid_request_error', 'unsupported_by_provider'],
    ['context_window', 413, 400, 'invalid_request_error', 'context_length_exceeded'],
    ['content_policy', 403, 400, 'invalid_request_error', 'content_policy_violation'],
    ['rate_limit', 429, 429, 'throttling_error', 'rate_limit_exceeded'],
    ['quota', 402, 429, 'throttling_error', 'upstream_quota_exceeded'],
    ['timeout', 408, 408, 'timeout_error', 'upstream_timeout'],
    ['timeout', 504, 504, 'timeout_error', 'upstream_timeout'],
    ['timeout', 524, 408, 'timeout_error', 'upstream_timeout'],
    ['transient', 500, 500, 'server_error', 'upstream_error'],
    ['transient', 502, 502, 'server_error', 'upstream_error'],
    ['transient', 503, 503, 'server_error', 'upstream_error'],
    ['transient', 521, 500, 'server_error', 'upstream_error'],
    ['overloaded', 529, 503, 'server_error', 'upstream_overloaded'],
    ['unknown', 418, 418, 'upstream_error', 'upstream_error'],
    ['unknown', 302, 502, 'upstream_error', 'upstream_error'],
  ] as const)(
    '%s after %d reaches the client as %d',
    (failureClass, upstream, status, type, code) => {
      expect(seen(failureClass, upstream)).toMatchObject({ status, type, code });
    },
  );

  test.each(['credential', 'permission', 'quota', 'region', 'model_gone'] as const)(
    "%s never repeats the provider's text",
    (failureClass) => {
      expect(seen(failureClass, 403).message).not.toMatch(/secret|prod-eu-1/);
    },
  );

  test("the provider's reason reaches the client, redacted", () => {
    expect(seen('content_policy', 400).message).toBe('[redacted] at prod-eu-1');
  });

  test('a failure without words gets some', () => {
    expect(seen('transient', 500, ' ').message).toBe(
      'The upstream provider failed without saying why.',
    );
  });

  test('param and retry time are passed on', () => {
    const failure = { status: 429, type: null, code: null, message: 'slow down' };
    const detail = {
      failureClass: 'rate_limit',
      redact,
      param: 'messages',
      retryAfterS: 3,
    } as const;
    expect(toApiError(failure, detail)).toMatchObject({ param: 'messages', retryAfterS: 3 });
    expect(seen('rate_limit', 429)).not.toHaveProperty('retryAfterS');
  });
});
