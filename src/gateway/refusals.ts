import type { ApiError } from '../core/api-error.ts';
import type { BodyFault } from '../http/exchange.ts';

/** A 400 in OpenAI's shape. */
export function badRequest(code: string, message: string, param: string | null): ApiError {
  return { status: 400, type: 'invalid_request_error', code, message, param };
}

/** No route at this path. */
export function notFound(method: string, path: string, hint: string | null): ApiError {
  const more = hint === null ? '' : ` Did you mean ${hint}?`;
  return {
    status: 404,
    type: 'invalid_request_error',
    code: 'route_not_found',
    message: `Not Found: ${method} ${clip(path)} is not a route of this gateway.${more}`,
  };
}

/** The path exists, but not with this method. */
export function methodNotAllowed(method: string, path: string, allowed: string): ApiError {
  return {
    status: 405,
    type: 'invalid_request_error',
    code: 'method_not_allowed',
    message: `Method Not Allowed: ${clip(path)} takes ${allowed}, not ${method}.`,
  };
}

/** The caller is known, but the route is for the master key only. */
export const ADMIN_ONLY: ApiError = {
  status: 403,
  type: 'auth_error',
  code: 'admin_only',
  message: 'This route needs the master key.',
};

/** Why a body could not be read; null when the client has gone and nobody is left to tell. */
export function bodyRefusal(fault: BodyFault, limitBytes: number): ApiError | null {
  if (fault === 'aborted') return null;
  if (fault === 'timeout') {
    return {
      status: 408,
      type: 'invalid_request_error',
      code: 'request_timeout',
      message: 'The request body did not arrive in time.',
    };
  }
  return {
    status: 413,
    type: 'invalid_request_error',
    code: 'body_too_large',
    message: `The request body is larger than the ${limitBytes} bytes this gateway accepts.`,
  };
}

/** Nothing of the route can take the call now. */
export function noDeployment(retryAfterMs: number): ApiError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'no_deployments_available',
    message: `No deployments available for selected model, Try again in ${seconds} seconds.`,
    retryAfterS: seconds,
  };
}

/** Every deployment of the route is shut by its breaker; `retryAfterMs` until the soonest probe. */
export function circuitOpen(retryAfterMs: number): ApiError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return {
    status: 503,
    type: 'circuit_open',
    code: 'circuit_open',
    message: `No deployments available for selected model, Try again in ${seconds} seconds.`,
    retryAfterS: seconds,
  };
}

/** Told in-band to streams that a stopping gateway cuts. */
export const SHUTTING_DOWN: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'gateway_shutdown',
  message: 'The gateway is shutting down and ended this answer before it was complete.',
  retryAfterS: 1,
};

function clip(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}
