import { randomUUID } from 'node:crypto';
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  isSpecType,
  WebStandardStreamableHTTPServerTransport,
  type RequestId,
  type Server,
} from '@modelcontextprotocol/server';
import type { Clock, TimerHandle } from '../../core/clock.ts';

/** One request of a caller whose key was looked at. */
export interface SessionRequest {
  readonly request: Request;
  /** The body of a POST, parsed; undefined: there is none. */
  readonly body: unknown;
  /** Whose session it may use, and no other. */
  readonly owner: string;
  /** Makes the server of this caller: for single exchanges. */
  readonly createServer: () => Server;
  /** Begins a session on this way to the caller; `onEnd` when it is over. Throws `McpFault`. */
  readonly openSession: (transport: SessionTransport, onEnd: () => void) => Promise<Closable>;
}

/** The way to a caller with a session. */
export type SessionTransport = WebStandardStreamableHTTPServerTransport;

/** Something that ends. */
export interface Closable {
  close(): Promise<void>;
}

/** What sessions are kept with. */
export interface HttpSessionsParts {
  readonly clock: Clock;
  readonly maxSessions?: number;
  readonly idleMs?: number;
}

interface Opened {
  readonly id: string;
  readonly transport: SessionTransport;
}

interface Kept {
  readonly owner: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly session: Closable;
  /** When it was used last. */
  usedAt: number;
  /** Ends it when it is not used for long. */
  timer: TimerHandle | null;
}

const MAX_SESSIONS = 1_000;
const IDLE_MS = 30 * 60_000;
/** For a client whose stream of news was cut to come back. */
const GONE_MS = 60_000;

/**
 * Streamable HTTP: sessions for clients that begin with `initialize`, single exchanges for everybody else: the
 * later revision has no sessions, and clients of LiteLLM call without any.
 */
export class HttpSessions {
  readonly #parts: HttpSessionsParts;
  readonly #sessions = new Map<string, Kept>();

  constructor(parts: HttpSessionsParts) {
    this.#parts = parts;
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  async handle(asked: SessionRequest): Promise<Response> {
    const { request, body } = asked;
    const isOld = await isLegacyRequest(request, body);
    const id = request.headers.get('mcp-session-id');
    if (isOld && id !== null) return this.#resume(id, asked);
    if (!isOld || !isInitializeRequest(body)) return exchange(asked);
    const { id: opened, transport } = await this.#open(asked);
    const response = await transport.handleRequest(request, { parsedBody: body });
    if (!response.ok) await this.#end(opened);
    return response;
  }

  /** Ends the streams that wait for news; calls go on. */
  endStreams(): void {
    for (const { transport } of this.#sessions.values()) transport.closeStandaloneSSEStream();
  }

  /** Ends every session. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.#end(id)));
  }

  /** A session of somebody else is not there. */
  async #resume(id: string, { request, body, owner }: SessionRequest): Promise<Response> {
    const kept = this.#sessions.get(id);
    if (kept === undefined || kept.owner !== owner) return noSession();
    this.#rest(id, kept);
    const leaves = (): void => this.#rest(id, kept, GONE_MS);
    if (request.method === 'GET') request.signal.addEventListener('abort', leaves, { once: true });
    const response = await kept.transport.handleRequest(request, { parsedBody: body });
    // Nothing more is said of a request that was taken back: its stream would stay open for ever.
    const cancelled = cancelledId(body);
    if (cancelled !== undefined) kept.transport.closeSSEStream(cancelled);
    return response;
  }

  async #open({ owner, openSession }: SessionRequest): Promise<Opened> {
    await this.#makeRoom();
    const id = randomUUID();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
    });
    const session = await openSession(transport, () => this.#forget(id));
    const kept = { owner, transport, session, usedAt: 0, timer: null };
    this.#sessions.set(id, kept);
    this.#rest(id, kept);
    return { id, transport };
  }

  /** Nobody has to say goodbye: whoever does not come back is forgotten. */
  #rest(id: string, kept: Kept, waitMs = this.#parts.idleMs ?? IDLE_MS): void {
    const { clock } = this.#parts;
    if (this.#sessions.get(id) !== kept) return;
    kept.usedAt = clock.now();
    kept.timer?.cancel();
    kept.timer = clock.setTimer(waitMs, () => void this.#end(id));
  }

  #forget(id: string): Kept | null {
    const kept = this.#sessions.get(id) ?? null;
    this.#sessions.delete(id);
    kept?.timer?.cancel();
    return kept;
  }

  async #end(id: string): Promise<void> {
    await this.#forget(id)?.session.close();
  }

  /** When there are too many, the one that was used longest ago goes. */
  async #makeRoom(): Promise<void> {
    const { maxSessions = MAX_SESSIONS } = this.#parts;
    if (this.#sessions.size < maxSessions) return;
    const [oldest] = [...this.#sessions].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    if (oldest !== undefined) await this.#end(oldest[0]);
  }
}

function cancelledId(body: unknown): RequestId | undefined {
  return isSpecType.CancelledNotification(body) ? body.params.requestId : undefined;
}

async function exchange({ request, body, createServer }: SessionRequest): Promise<Response> {
  return createMcpHandler(createServer).fetch(request, { parsedBody: body });
}

function noSession(): Response {
  const error = { code: -32_001, message: 'there is no such session: begin with initialize' };
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 404 });
}
