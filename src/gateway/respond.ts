import { renderApiError, type ApiError, type ErrorCodeStyle } from '../core/api-error.ts';
import type { Exchange } from '../http/exchange.ts';

/** Sends a JSON document. `headers`: further name, value pairs. */
export function sendJson(
  exchange: Exchange,
  status: number,
  body: string | Buffer,
  headers: readonly string[] = [],
): void {
  exchange.writeHead(status, [
    ...headers,
    'x-litellm-call-id',
    exchange.id,
    'content-type',
    'application/json',
    'content-length',
    String(Buffer.byteLength(body)),
  ]);
  exchange.end(body);
}

/** Sends an error in OpenAI's shape, with `Retry-After` and headers where it has them. */
export function sendError(
  exchange: Exchange,
  error: ApiError,
  style: ErrorCodeStyle,
  headers: readonly string[] = [],
): void {
  const extra =
    error.retryAfterS === undefined ? [] : ['retry-after', String(Math.ceil(error.retryAfterS))];
  const challenge = error.status === 401 ? ['www-authenticate', 'Bearer'] : [];
  sendJson(exchange, error.status, renderApiError(error, style), [
    ...headers,
    ...(error.headers ?? []),
    ...extra,
    ...challenge,
  ]);
}
