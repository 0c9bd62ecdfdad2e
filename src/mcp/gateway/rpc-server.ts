import {
  ProtocolError,
  Server,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/server';
import { McpFault, type McpCallResult, type McpProgress, type McpTool } from '../tool.ts';
import type { HubCaller, HubTool, ToolHub } from './tool-hub.ts';

/** What a protocol server speaks for. */
export interface RpcParts {
  readonly hub: ToolHub;
  readonly caller: () => HubCaller;
  readonly version: string;
  readonly limits: { readonly idleTimeoutMs: number; readonly totalTimeoutMs: number };
  /** One line for each call. */
  readonly onCall: (name: string, outcome: string) => void;
}

const INVALID_PARAMS = -32_602;

/** A server of the protocol for one caller: lists and calls what the hub has for them. */
export function createRpcServer({ hub, caller, version, limits, onCall }: RpcParts): Server {
  const server = new Server(
    { name: 'llmgw', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler('tools/list', async () => {
    const { tools } = await hub.list(caller());
    return { tools: tools.map(toWire) };
  });
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const { name, arguments: args = {} } = params;
    const token = mcpReq._meta?.progressToken;
    const tell = ({ progress, total, message }: McpProgress): void => {
      if (token === undefined) return;
      const said = { ...(total !== null && { total }), ...(message !== null && { message }) };
      const progressed = { progressToken: token, progress, ...said };
      void mcpReq.notify({ method: 'notifications/progress', params: progressed }).catch(() => {});
    };
    try {
      const call = { name, arguments: args, signal: mcpReq.signal, onProgress: tell, ...limits };
      const result = await hub.call(caller(), call);
      onCall(name, result.isError ? 'tool-error' : 'ok');
      return toWireResult(result);
    } catch (thrown) {
      onCall(name, thrown instanceof McpFault ? thrown.kind : 'fault');
      return faultResult(thrown);
    }
  });
  return server;
}

const INSTRUCTIONS =
  'Tools of several servers, each behind the name of its server. query_infra, list_models and deployment_health are the gateway’s own.';

function toWire({ name, tool }: HubTool): Tool {
  const { title, description, inputSchema, outputSchema } = tool;
  return {
    name,
    inputSchema: { ...inputSchema, type: 'object' },
    annotations: annotationsOf(tool),
    ...(title !== null && { title }),
    ...(description !== null && { description }),
    ...(outputSchema !== null && { outputSchema: { ...outputSchema, type: 'object' } }),
  };
}

function annotationsOf({ annotations }: McpTool): NonNullable<Tool['annotations']> {
  return Object.fromEntries(Object.entries(annotations).filter(([, hint]) => hint !== null));
}

/** What a server answered is handed on as it is. */
function toWireResult({
  isError,
  content,
  structuredContent,
  meta,
}: McpCallResult): CallToolResult {
  return {
    isError,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the client of its server has looked at it
    content: content as CallToolResult['content'],
    ...(structuredContent !== null && { structuredContent: { ...structuredContent } }),
    ...(meta !== null && { _meta: { ...meta } }),
  };
}

/** A tool that is not there is a fault of the request; everything else a result that a model can read. */
function faultResult(thrown: unknown): CallToolResult {
  if (!(thrown instanceof McpFault)) throw thrown;
  if (thrown.kind === 'unknown-tool') throw new ProtocolError(INVALID_PARAMS, thrown.message);
  return { isError: true, content: [{ type: 'text', text: thrown.message }] };
}
