import { QueryFault } from '../../db/query-fault.ts';
import { ServiceFault } from '../../core/service-fault.ts';
import type { ApiError } from '../../core/api-error.ts';
import type { Principal } from '../../gateway/principal.ts';
import { sendError, sendJson } from '../../gateway/respond.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { HubCaller } from '../../mcp/gateway/tool-hub.ts';
import { requirePrincipal } from '../guard.ts';
import type { Route, RouteHandler } from '../route.ts';
import { findCaller } from './find-caller.ts';
import type { McpParts } from './mcp-parts.ts';
import { readJson } from './read-body.ts';
import { PERMISSIONS_UNKNOWN, refuseOrigin } from './refusals.ts';
import { callTool, listTools } from './rest.ts';
import { sendWebResponse, toWebRequest } from './web-bridge.ts';

const METHODS = ['POST', 'GET', 'DELETE'] as const;
const PARSE_ERROR = { jsonrpc: '2.0', error: { code: -32_700, message: 'Parse error' }, id: null };

/**
 * MCP over streamable HTTP at `/mcp`, of single servers at `/mcp/{server}` and `/{server}/mcp`; and LiteLLM's
 * plain calls at `/mcp-rest`.
 */
export function mcpRoutes(parts: McpParts): Route[] {
  const all = asked(parts, null, speak);
  const some: RouteHandler = (exchange, [names = '']) =>
    asked(parts, names.split(','), speak)(exchange, []);
  return [
    ...METHODS.map((method) => ({ method, path: '/mcp', handle: all })),
    ...['/mcp/{server}', '/{server}/mcp'].flatMap((path) =>
      METHODS.map((method) => ({ method, path, handle: some })),
    ),
    { method: 'GET', path: '/mcp-rest/tools/list', handle: asked(parts, null, listTools) },
    { method: 'POST', path: '/mcp-rest/tools/call', handle: asked(parts, null, callTool) },
  ];
}

/** Answers whoever was let in. */
type Answer = (
  parts: McpParts,
  exchange: Exchange,
  by: { readonly caller: HubCaller; readonly principal: Principal },
) => Promise<void>;

function asked(parts: McpParts, path: readonly string[] | null, answer: Answer): RouteHandler {
  return async (exchange) => {
    const foreign = refuseOrigin(exchange);
    if (foreign !== null) return refuse(parts, exchange, foreign);
    const principal = await requirePrincipal(parts.gateway, exchange);
    if (principal === null) return;
    try {
      const caller = await findCaller(parts, { principal, exchange, path });
      await answer(parts, exchange, { caller, principal });
    } catch (thrown) {
      const isAway = thrown instanceof QueryFault || thrown instanceof ServiceFault;
      if (!isAway || exchange.headSent) throw thrown;
      refuse(parts, exchange, PERMISSIONS_UNKNOWN);
    }
  };
}

function refuse({ gateway }: McpParts, exchange: Exchange, error: ApiError): void {
  sendError(exchange, error, gateway.runtime.config.llmgw.errorCode);
}

const speak: Answer = async (parts, exchange, { caller, principal }) => {
  const body = exchange.method === 'POST' ? await readJson(exchange) : { value: undefined };
  if (body === null) return;
  if ('status' in body) {
    if (body.status === 400) sendJson(exchange, 400, JSON.stringify(PARSE_ERROR));
    else refuse(parts, exchange, body);
    return;
  }
  const mcp = await parts.mcp();
  const request = toWebRequest(exchange);
  const owner = principal.keyHash;
  const response = await mcp.handle({ request, body: body.value, caller, owner });
  await sendWebResponse(exchange, response);
};
