import type { ApiError } from '../../core/api-error.ts';
import type { Principal } from '../../gateway/principal.ts';
import { badRequest } from '../../gateway/refusals.ts';
import { sendError, sendJson } from '../../gateway/respond.ts';
import type { Exchange } from '../../http/exchange.ts';
import { OWN_SERVER } from '../../mcp/gateway/scope.ts';
import type { HubCaller, HubTool } from '../../mcp/gateway/tool-hub.ts';
import { McpFault, type McpCallResult } from '../../mcp/tool.ts';
import type { McpParts } from './mcp-parts.ts';
import { readJson } from './read-body.ts';
import { faultError } from './refusals.ts';

interface By {
  readonly caller: HubCaller;
  readonly principal: Principal;
}

/** `GET /mcp-rest/tools/list`: bare names, each with its server; servers that do not answer are named in `message`. */
export async function listTools(
  parts: McpParts,
  exchange: Exchange,
  { caller }: By,
): Promise<void> {
  const wanted = new URLSearchParams(exchange.query).get('server_id');
  const servers = wanted === null ? caller.servers : [wanted];
  const { tools, missing } = await (await parts.mcp()).list({ ...caller, servers });
  const isUnknown = wanted !== null && tools.length + missing.length === 0;
  const document = {
    tools: tools.map(toWire),
    error: isUnknown ? 'server_not_found' : missing.length > 0 ? 'partial_failure' : null,
    message: isUnknown
      ? 'There is no such server for this key.'
      : missing.length > 0
        ? missing.map(({ server, fault }) => `${server.name}: ${fault.message}`).join('; ')
        : 'Successfully retrieved tools',
  };
  sendJson(exchange, 200, JSON.stringify(document));
}

function toWire({ server, tool }: HubTool) {
  const { id, name, description } = server ?? { ...OWN_SERVER, description: null };
  return {
    name: tool.name,
    description: tool.description ?? '',
    inputSchema: tool.inputSchema,
    mcp_info: {
      server_id: id,
      server_name: name,
      ...(description !== null && { description }),
    },
  };
}

/** `POST /mcp-rest/tools/call`: `{server_id, name, arguments}`. */
export async function callTool(parts: McpParts, exchange: Exchange, by: By): Promise<void> {
  const body = await readJson(exchange);
  if (body === null) return;
  const order = 'status' in body ? body : readOrder(body.value);
  if ('status' in order) return refuse(parts, exchange, order);
  const caller = { ...by.caller, servers: [order.server] };
  const mcp = await parts.mcp();
  const [server] = await mcp.servers(caller);
  if (server === undefined && order.server !== OWN_SERVER.id) {
    return refuse(parts, exchange, NO_ACCESS);
  }
  const gone = new AbortController();
  exchange.onAbort(() => gone.abort());
  try {
    const owner = by.principal.keyHash;
    const call = { name: order.name, arguments: order.args, signal: gone.signal, owner };
    sendJson(exchange, 200, JSON.stringify(toResult(await mcp.call(caller, call))));
  } catch (thrown) {
    if (!(thrown instanceof McpFault)) throw thrown;
    refuse(parts, exchange, faultError(thrown));
  }
}

interface Order {
  readonly server: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function readOrder(value: unknown): Order | ApiError {
  if (!isRecord(value)) {
    return badRequest('missing_parameter', 'The body must be a JSON object.', null);
  }
  const { server_id: server, name, arguments: args = {} } = value;
  if (typeof server !== 'string' || server === '') return missing('server_id');
  if (typeof name !== 'string' || name === '') return missing('name');
  if (!isRecord(args)) {
    return badRequest('invalid_parameter', 'arguments must be a JSON object.', 'arguments');
  }
  return { server, name, args };
}

function missing(param: string): ApiError {
  return badRequest('missing_parameter', `${param} must be there.`, param);
}

const NO_ACCESS: ApiError = {
  status: 403,
  type: 'auth_error',
  code: 'access_denied',
  message: 'This key may not use that MCP server, or there is none of that name.',
};

function toResult({ isError, content, structuredContent, meta }: McpCallResult) {
  return {
    ...{ content, isError },
    ...(structuredContent !== null && { structuredContent }),
    ...(meta !== null && { _meta: meta }),
  };
}

function refuse({ gateway }: McpParts, exchange: Exchange, error: ApiError): void {
  sendError(exchange, error, gateway.runtime.config.llmgw.errorCode);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
