import type { Clock } from '../../core/clock.ts';
import { connectServer, type ConnectOptions } from '../connect-server.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { openAddress } from '../client/open-address.ts';
import { openProgram, type OpenTransport, type TransportOptions } from '../client/open-program.ts';
import { toFault } from '../client/to-fault.ts';
import { toolPrefix } from '../tool-policy.ts';
import { McpFault, type McpCallResult, type McpToolCall } from '../tool.ts';
import { HttpSessions, type SessionRequest } from './http-sessions.ts';
import { PassThrough } from './pass-through.ts';
import { createRpcServer } from './rpc-server.ts';
import { OWN_SERVER } from './scope.ts';
import { SessionPool } from './session-pool.ts';
import { pooled, ToolHub, type HubCaller, type HubTools, type ToolHubParts } from './tool-hub.ts';

const MOST_PASSED = 100;
const PASSED_IDLE_MS = 10 * 60_000;

/** What the gateway serves MCP with. */
export interface McpGatewayParts extends Omit<ToolHubParts, 'pool'> {
  readonly clock: Clock;
  readonly version: string;
  readonly connect: Pick<
    ConnectOptions,
    'connectTimeoutMs' | 'environment' | 'allowedCommands' | 'onStderr'
  >;
  readonly limits: { readonly idleTimeoutMs: number; readonly totalTimeoutMs: number };
  /** One line for each call: who, which tool, what became of it. */
  readonly onCall: (owner: string, name: string, outcome: string) => void;
}

/** One request of the protocol, of a caller who is known. */
export interface McpRequest {
  readonly request: Request;
  /** The body of a POST, parsed; undefined: there is none. */
  readonly body: unknown;
  readonly caller: HubCaller;
  /** Hash of the key: sessions are nobody else's. */
  readonly owner: string;
}

/** MCP at the gateway: the tools of all servers behind one endpoint. */
export class McpGateway {
  readonly #parts: McpGatewayParts;
  readonly #pool: SessionPool;
  readonly #hub: ToolHub;
  readonly #sessions: HttpSessions;
  /** Those with a server of their own: each may be a program that runs. */
  readonly #passed: HttpSessions;

  constructor(parts: McpGatewayParts) {
    const { clock, version, connect } = parts;
    this.#parts = parts;
    this.#pool = new SessionPool({
      clock,
      open: ({ server, passedHeaders }, events) =>
        connectServer(server, { ...connect, clock, version, passedHeaders, ...events }),
    });
    this.#hub = new ToolHub({ ...parts, pool: this.#pool });
    this.#sessions = new HttpSessions({ clock });
    this.#passed = new HttpSessions({ clock, maxSessions: MOST_PASSED, idleMs: PASSED_IDLE_MS });
  }

  /**
   * Answers a request of the protocol. Whoever has chosen one server has all of it; of several, or of all, there
   * are the tools.
   */
  async handle(asked: McpRequest): Promise<Response> {
    const { caller } = asked;
    if (caller.servers === null) return this.#speakForAll(asked, '*');
    const chosen = await this.#hub.servers(caller);
    const [only] = chosen;
    if (only === undefined && !caller.servers.includes(OWN_SERVER.id)) return noServer();
    const room = [...chosen.map(({ id }) => id), caller.servers.length].join('\n');
    if (only === undefined || caller.servers.length > 1) return this.#speakForAll(asked, room);
    const createServer = this.#serverFor(asked.owner);
    const openSession = this.#passTo(only, asked.owner);
    try {
      return await this.#passed.handle({ ...asked, room, createServer, openSession });
    } catch (thrown) {
      if (!(thrown instanceof McpFault)) throw thrown;
      return refusal(502, `${only.name}: ${thrown.message}`);
    }
  }

  #serverFor(owner: string): SessionRequest['createServer'] {
    const { version, limits } = this.#parts;
    return (caller) =>
      createRpcServer({
        ...{ hub: this.#hub, caller, version, limits },
        onCall: this.#onCall(owner),
      });
  }

  #speakForAll(asked: McpRequest, room: string): Promise<Response> {
    const createServer = this.#serverFor(asked.owner);
    const openSession: SessionRequest['openSession'] = async ({ transport, caller, onEnd }) => {
      const server = createServer(caller);
      await server.connect(transport);
      Object.assign(server, { onclose: onEnd });
      return server;
    };
    return this.#sessions.handle({ ...asked, room, createServer, openSession });
  }

  #passTo(server: McpServerDefinition, owner: string): SessionRequest['openSession'] {
    const { connect, clock, limits } = this.#parts;
    return async ({ transport: down, caller, onEnd }) => {
      const allows = (name: string): boolean => caller().scope.allowsTool(server, name);
      const { passedHeaders } = pooled(server, caller());
      const way = await openWay(server, { ...connect, clock, passedHeaders });
      const close = async (): Promise<void> => {
        await Promise.all([down.close(), way.transport.close().catch(() => {})]);
        await way.close();
      };
      const passing = new PassThrough({
        ...{ down, up: way.transport, clock, allows },
        timeoutMs: server.timeoutMs ?? limits.totalTimeoutMs,
        meant: (name) => ownName(server, name, allows),
        onCall: this.#onCall(owner),
        onEnd() {
          onEnd();
          void close();
        },
      });
      try {
        await passing.start();
      } catch (thrown) {
        const context = { ending: way.ending(), isAborted: false };
        await close();
        throw toFault(thrown, context);
      }
      return { close };
    };
  }

  #onCall(owner: string) {
    return (name: string, outcome: string): void => this.#parts.onCall(owner, name, outcome);
  }

  /** The servers a caller may use. Throws what reading them throws. */
  async servers(caller: HubCaller): Promise<readonly McpServerDefinition[]> {
    return this.#hub.servers(caller);
  }

  /** What a caller may call. Throws what reading the servers throws. */
  async list(caller: HubCaller): Promise<HubTools> {
    return this.#hub.list(caller);
  }

  /** Calls a tool of one server by its bare or prefixed name. Throws `McpFault`. */
  async call(
    caller: HubCaller,
    {
      owner,
      ...call
    }: Omit<McpToolCall, 'idleTimeoutMs' | 'totalTimeoutMs'> & {
      readonly owner: string;
    },
  ): Promise<McpCallResult> {
    const { limits, onCall } = this.#parts;
    try {
      const result = await this.#hub.call(caller, { ...call, ...limits });
      onCall(owner, call.name, result.isError ? 'tool-error' : 'ok');
      return result;
    } catch (thrown) {
      onCall(owner, call.name, thrown instanceof McpFault ? thrown.kind : 'fault');
      throw thrown;
    }
  }

  /** Ends the streams that wait for news, so that the server can stop; calls go on. */
  drain(): void {
    this.#sessions.endStreams();
    this.#passed.endStreams();
  }

  /** Ends everything: no session, no program, no connection is left. */
  async close(): Promise<void> {
    await Promise.all([this.#sessions.close(), this.#passed.close()]);
    await this.#pool.close();
  }
}

/** With the prefix or without; what is not allowed is not there. */
function ownName(
  server: McpServerDefinition,
  asked: string,
  allows: (name: string) => boolean,
): string | null {
  const prefix = toolPrefix(server);
  const bare = asked.startsWith(prefix) ? asked.slice(prefix.length) : asked;
  return allows(bare) ? bare : null;
}

async function openWay(
  server: McpServerDefinition,
  options: TransportOptions,
): Promise<OpenTransport> {
  const { transport } = server;
  if (transport.kind === 'stdio') return openProgram(transport, options);
  return openAddress(server, transport.kind === 'sse' ? 'sse' : 'http', options);
}

function noServer(): Response {
  return refusal(404, 'there is no such MCP server for this key');
}

function refusal(status: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }, { status });
}
