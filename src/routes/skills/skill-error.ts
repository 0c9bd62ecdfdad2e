import type { ApiError } from '../../core/api-error.ts';
import { sendJson } from '../../gateway/respond.ts';
import type { Exchange } from '../../http/exchange.ts';

/** Anthropic's `type` of an error, by status; what is not here is the server's fault. */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

/** Sends an error in Anthropic's shape, with our code beside its type. */
export function sendSkillError(exchange: Exchange, error: ApiError): void {
  const { status, message, code, retryAfterS } = error;
  const type = TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  const body = { type: 'error', error: { type, message, code }, request_id: exchange.id };
  const retry = retryAfterS === undefined ? [] : ['retry-after', String(Math.ceil(retryAfterS))];
  const challenge = status === 401 ? ['www-authenticate', 'Bearer'] : [];
  sendJson(exchange, status, JSON.stringify(body), [
    ...(error.headers ?? []),
    ...retry,
    ...challenge,
  ]);
}
