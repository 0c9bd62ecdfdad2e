import { checkArguments } from '../arguments/check-arguments.ts';
import { messageOf } from '../../core/errors.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { toolPrefix } from '../tool-policy.ts';
import { McpFault, type McpCallResult, type McpTool, type McpToolCall } from '../tool.ts';
import { OWN_SERVER, type McpScope } from './scope.ts';
import type { PooledServer, SessionPool } from './session-pool.ts';

/** A tool of the gateway itself. */
export interface GatewayTool {
  readonly tool: McpTool;
  /** Called with arguments that fit the schema. Throws `McpFault`. */
  call(args: Readonly<Record<string, unknown>>): Promise<McpCallResult>;
}

/** Who asks, and what they may. */
export interface HubCaller {
  readonly scope: McpScope;
  /** Only these servers, by id, alias or name; null: all that the scope allows. */
  readonly servers: readonly string[] | null;
  /** The gateway's own tools for this caller. */
  readonly own: readonly GatewayTool[];
  /** Headers of the request by lower-case name: servers get those that they are registered with. */
  readonly header: (name: string) => string | undefined;
}

/** A tool under the name it has here. */
export interface HubTool {
  /** With the prefix of its server, unless only that one was chosen; the gateway's own have none. */
  readonly name: string;
  /** Null: the gateway's own. */
  readonly server: McpServerDefinition | null;
  readonly tool: McpTool;
}

/** All tools, and the servers that could not be asked. */
export interface HubTools {
  readonly tools: readonly HubTool[];
  readonly missing: readonly { readonly server: McpServerDefinition; readonly fault: McpFault }[];
}

/** What a hub is made of. */
export interface ToolHubParts {
  readonly pool: SessionPool;
  /** Every registered server, as it is now. */
  readonly servers: () => Promise<readonly McpServerDefinition[]>;
  readonly onMissing: (server: McpServerDefinition, fault: McpFault) => void;
}

/** The tools of all registered servers, each behind the prefix of its own. */
export class ToolHub {
  readonly #parts: ToolHubParts;

  constructor(parts: ToolHubParts) {
    this.#parts = parts;
  }

  /** The servers a caller may use. Throws what reading them throws. */
  async servers(caller: HubCaller): Promise<readonly McpServerDefinition[]> {
    const all = await this.#parts.servers();
    return all.filter((server) => isUsable(server) && isChosen(server, caller));
  }

  /** What a caller may call; servers that do not answer are left out, and told. */
  async list(caller: HubCaller): Promise<HubTools> {
    const servers = await this.servers(caller);
    const lists = await Promise.all(servers.map((server) => this.#toolsOf(server, caller)));
    const own = ownOf(caller);
    return {
      tools: unique([
        ...own.map(({ tool }) => ({ name: tool.name, server: null, tool })),
        ...lists.flatMap(({ tools }) => tools),
      ]),
      missing: lists.flatMap(({ missing }) => missing),
    };
  }

  /** Calls a tool by the name that `list` gave it. Throws `McpFault`; one that is not listed is `unknown-tool`. */
  async call(caller: HubCaller, call: McpToolCall): Promise<McpCallResult> {
    const own = ownOf(caller).find(({ tool }) => tool.name === call.name);
    if (own !== undefined) return callOwn(own, call.arguments);
    for (const server of await this.servers(caller)) {
      for (const name of meantNames(server, call.name, caller)) {
        const of = pooled(server, caller);
        const tools = await this.#parts.pool.toolsInTime(of);
        const isThere = tools.some((tool) => tool.name === name);
        if (isThere && caller.scope.allowsTool(server, name)) {
          return this.#parts.pool.use(of, (session) => session.callTool({ ...call, name }));
        }
      }
    }
    throw new McpFault(
      'unknown-tool',
      `there is no tool ${JSON.stringify(call.name.slice(0, 100))}`,
    );
  }

  async #toolsOf(server: McpServerDefinition, caller: HubCaller): Promise<HubTools> {
    try {
      const tools = await this.#parts.pool.tools(pooled(server, caller));
      const prefix = isAlone(caller) ? '' : toolPrefix(server);
      const allowed = tools.filter(({ name }) => caller.scope.allowsTool(server, name));
      return {
        tools: allowed.map((tool) => ({ name: `${prefix}${tool.name}`, server, tool })),
        missing: [],
      };
    } catch (thrown) {
      const fault =
        thrown instanceof McpFault ? thrown : new McpFault('protocol', messageOf(thrown));
      this.#parts.onMissing(server, fault);
      return { tools: [], missing: [{ server, fault }] };
    }
  }
}

/** Whoever has chosen one server needs no prefix to tell its tools from others; LiteLLM leaves it out too. */
function isAlone({ servers }: HubCaller): boolean {
  return servers?.length === 1;
}

function meantNames(
  server: McpServerDefinition,
  asked: string,
  caller: HubCaller,
): readonly string[] {
  const prefix = toolPrefix(server);
  const bare = asked.startsWith(prefix) ? [asked.slice(prefix.length)] : [];
  return isAlone(caller) ? [asked, ...bare] : bare;
}

/** A server as this caller sees it: with the headers that are passed on. */
export function pooled(server: McpServerDefinition, { header }: HubCaller): PooledServer {
  const passed = server.extraHeaders.flatMap((name) => {
    const value = header(name.toLowerCase());
    return value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return { server, passedHeaders: Object.fromEntries(passed) };
}

function ownOf({ servers, own }: HubCaller): readonly GatewayTool[] {
  return servers === null || servers.includes(OWN_SERVER.id) ? own : [];
}

async function callOwn(
  own: GatewayTool,
  args: Readonly<Record<string, unknown>>,
): Promise<McpCallResult> {
  const problems = checkArguments(own.tool, args);
  if (problems.length === 0) return own.call(args);
  const list = problems.map(({ pointer, reason }) => `${pointer || 'they'} ${reason}`).join('; ');
  throw new McpFault('invalid-arguments', `the arguments do not fit: ${list}`);
}

function isUsable({ approvalStatus, unusable }: McpServerDefinition): boolean {
  return unusable === null && (approvalStatus === null || approvalStatus === 'active');
}

function isChosen(server: McpServerDefinition, { scope, servers }: HubCaller): boolean {
  const names = [server.id, server.name, server.alias];
  return (
    (servers === null || names.some((name) => name !== null && servers.includes(name))) &&
    scope.allowsServer(server)
  );
}

/** Two servers with one prefix: the first keeps a name that both have. */
function unique(tools: readonly HubTool[]): readonly HubTool[] {
  const byName = new Map<string, HubTool>();
  for (const tool of tools) if (!byName.has(tool.name)) byName.set(tool.name, tool);
  return [...byName.values()];
}
