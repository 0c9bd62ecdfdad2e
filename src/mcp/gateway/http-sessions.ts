import { randomUUID } from 'node:crypto';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpHttpHandler,
  type Server,
} from '@modelcontextprotocol/server';
import type { Clock } from '../../core/clock.ts';

/** One request of a caller whose key was looked at. */
export interface SessionRequest {
  readonly request: Request;
  /** The body of a POST, parsed; undefined: there is none. */
  readonly body: unknown;
  /** Whose session it may use, and no other. */
  readonly owner: string;
  /** Makes the server of this caller. */
  readonly createServer: () => Server;
}

/** What sessions are kept with. */
export interface HttpSessionsParts {
  readonly clock: Clock;
  readonly maxSessions?: number;
  readonly idleMs?: number;
}

interface Kept {
  readonly owner: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: Server;
  usedAt: number;
}

const MAX_SESSIONS = 1_000;
const IDLE_MS = 30 * 60_000;

/**
 * Streamable HTTP: sessions for clients that begin with `initialize`, single exchanges for those of the later
 * revision that have none.
 */
export class HttpSessions {
  readonly #parts: HttpSessionsParts;
  readonly #sessions = new Map<string, Kept>();
  readonly #exchanges = new Set<McpHttpHandler>();

  constructor(parts: HttpSessionsParts) {
    this.#parts = parts;
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  async handle(asked: SessionRequest): Promise<Response> {
    const { request, body } = asked;
    if (!(await isLegacyRequest(request, body))) return this.#exchange(asked);
    const id = request.headers.get('mcp-session-id');
    if (id !== null) return this.#resume(id, asked);
    const { transport } = await this.#open(asked);
    return transport.handleRequest(request, { parsedBody: body });
  }

  /** Ends every session. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all([
      ...sessions.map(({ server }) => server.close()),
      ...[...this.#exchanges].map((handler) => handler.close()),
    ]);
  }

  async #exchange({ request, body, createServer }: SessionRequest): Promise<Response> {
    const handler = createMcpHandler(createServer, { legacy: 'reject' });
    this.#exchanges.add(handler);
    try {
      return await handler.fetch(request, { parsedBody: body });
    } finally {
      this.#exchanges.delete(handler);
    }
  }

  /** A session of somebody else is not there. */
  async #resume(id: string, { request, body, owner }: SessionRequest): Promise<Response> {
    const kept = this.#sessions.get(id);
    if (kept === undefined || kept.owner !== owner) return noSession();
    kept.usedAt = this.#parts.clock.now();
    return kept.transport.handleRequest(request, { parsedBody: body });
  }

  async #open({ owner, createServer }: SessionRequest): Promise<Kept> {
    await this.#makeRoom();
    const server = createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, kept);
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    const kept: Kept = { owner, transport, server, usedAt: this.#parts.clock.now() };
    await server.connect(transport);
    return kept;
  }

  /** Sessions nobody uses go; when there are too many, the one that was used longest ago. */
  async #makeRoom(): Promise<void> {
    const { clock, maxSessions = MAX_SESSIONS, idleMs = IDLE_MS } = this.#parts;
    const oldest = [...this.#sessions].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const tooMany = Math.max(0, oldest.length - maxSessions + 1);
    const gone = oldest.filter(
      ([, { usedAt }], at) => at < tooMany || clock.now() - usedAt > idleMs,
    );
    for (const [id] of gone) this.#sessions.delete(id);
    await Promise.all(gone.map(([, { server }]) => server.close()));
  }
}

function noSession(): Response {
  const error = { code: -32_001, message: 'there is no such session: begin with initialize' };
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 404 });
}
