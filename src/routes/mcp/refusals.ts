import type { ApiError } from '../../core/api-error.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { McpFault, McpFaultKind } from '../../mcp/tool.ts';

/** Browsers send where a script comes from: no page of the web has to call tools here. */
export function refuseOrigin(exchange: Exchange): ApiError | null {
  const origin = exchange.header('origin');
  if (origin === undefined || isLoopback(origin)) return null;
  return {
    status: 403,
    type: 'auth_error',
    code: 'origin_not_allowed',
    message: 'MCP is not served to pages of other origins.',
  };
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Nobody can say now what the key may do. */
export const PERMISSIONS_UNKNOWN: ApiError = {
  status: 503,
  type: 'internal_server_error',
  code: 'database_unavailable',
  message: 'The database cannot say now what this key may do with MCP servers. Try again.',
  retryAfterS: 2,
};

const STATUS: Readonly<Record<McpFaultKind, number>> = {
  'auth-required': 502,
  unreachable: 502,
  timeout: 504,
  protocol: 502,
  'remote-error': 502,
  'unknown-tool': 404,
  'invalid-arguments': 400,
  refused: 403,
  cancelled: 499,
};

/** What goes wrong with a server, as the answer to a call. */
export function faultError({ kind, message }: McpFault): ApiError {
  const status = STATUS[kind];
  const type = status < 500 ? 'invalid_request_error' : 'internal_server_error';
  return { status, type, code: `mcp_${kind.replaceAll('-', '_')}`, message };
}
