import type { ApiError } from '../core/api-error.ts';
import type { FailureClass, ProviderFailure } from './failure.ts';

/** How one class looks to a client. */
interface ClientView {
  /** The answer's status; `upstream` keeps the provider's where it is an error status. */
  readonly status: number | 'upstream';
  /** Provider statuses that are kept all the same. */
  readonly keeps?: readonly number[];
  readonly type: string;
  readonly code: string;
  /** Said instead of the provider's text, which may name accounts, keys or deployments. */
  readonly neutral?: string;
}

const VIEWS: Readonly<Record<FailureClass, ClientView>> = {
  transient: { status: 500, keeps: [502, 503], type: 'server_error', code: 'upstream_error' },
  overloaded: { status: 503, type: 'server_error', code: 'upstream_overloaded' },
  timeout: { status: 408, keeps: [504], type: 'timeout_error', code: 'upstream_timeout' },
  rate_limit: { status: 429, type: 'throttling_error', code: 'rate_limit_exceeded' },
  quota: {
    status: 429,
    type: 'throttling_error',
    code: 'upstream_quota_exceeded',
    neutral: "The gateway's account with the upstream provider has no quota left.",
  },
  credential: {
    status: 401,
    type: 'authentication_error',
    code: 'upstream_credential_refused',
    neutral: "The upstream provider refused the gateway's credential.",
  },
  permission: {
    status: 403,
    type: 'permission_error',
    code: 'upstream_permission_denied',
    neutral: 'The upstream provider does not allow the gateway to make this call.',
  },
  region: {
    status: 403,
    type: 'permission_error',
    code: 'upstream_region_blocked',
    neutral: "The upstream provider does not serve the gateway's region.",
  },
  model_gone: {
    status: 404,
    type: 'invalid_request_error',
    code: 'upstream_model_not_found',
    neutral: 'The upstream provider does not have this model.',
  },
  context_window: invalidRequest('context_length_exceeded'),
  content_policy: invalidRequest('content_policy_violation'),
  unsupported: invalidRequest('unsupported_by_provider'),
  caller_fault: invalidRequest('invalid_request'),
  unknown: { status: 'upstream', type: 'upstream_error', code: 'upstream_error' },
};

function invalidRequest(code: string): ClientView {
  return { status: 400, type: 'invalid_request_error', code };
}

/** What the table leaves open about one failure. */
export interface ApiErrorDetail {
  readonly failureClass: FailureClass;
  readonly param?: string | null;
  /** Seconds; becomes `Retry-After`. */
  readonly retryAfterS?: number;
  /** Takes credentials out of the provider's text. */
  readonly redact: (text: string) => string;
}

/**
 * A provider's failure as the client sees it. Provider text goes out only where it is about the
 * client's own request, and redacted; a failure of the gateway's account gets a neutral sentence.
 */
export function toApiError(failure: ProviderFailure, detail: ApiErrorDetail): ApiError {
  const view = VIEWS[detail.failureClass];
  const message = view.neutral ?? detail.redact(failure.message.trim());
  return {
    status: statusFor(view, failure.status),
    type: view.type,
    code: view.code,
    message: message === '' ? 'The upstream provider failed without saying why.' : message,
    param: detail.param ?? null,
    ...(detail.retryAfterS !== undefined && { retryAfterS: detail.retryAfterS }),
  };
}

function statusFor(view: ClientView, upstream: number): number {
  if (view.status === 'upstream') return upstream >= 400 && upstream <= 599 ? upstream : 502;
  return view.keeps?.includes(upstream) === true ? upstream : view.status;
}
