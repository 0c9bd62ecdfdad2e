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
import type { HubCaller } from './tool-hub.ts';

/** One request of a caller whose key was looked at. */
export interface SessionRequest {
  readonly request: Request;
  /** The body of a POST, parsed; undefined: there is none. */
  readonly body: unknown;
  /** Whose session it may use, and no other. */
  readonly owner: string;
  /** What the session is with: it is not there for requests to anything else. */
  readonly room: string;
  /** Who asks, and what they may now. */
  readonly caller: HubCaller;
  /** Makes the server of a caller: for single exchanges. */
  readonly createServer: (caller: CurrentCaller) => Server;
  /** Begins a session on this way to the caller. Throws `McpFault`. */
  readonly openSession: (opening: Opening) => Promise<Closable>;
}

/** The caller as they were with the last request: rights come and go while a session lasts. */
export type CurrentCaller = () => HubCaller;

/** What a session begins with. */
export interface Opening {
  readonly transport: SessionTransport;
  readonly caller: CurrentCaller;
  /** To be called when it is over. */
  readonly onEnd: () => void;
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
  readonly room: string;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Null while it begins. */
  session: Closable | null;
  caller: HubCaller;
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
  async #resume(id: string, asked: SessionRequest): Promise<Response> {
    const { request, body, owner, room, caller } = asked;
    const kept = this.#sessions.get(id);
    if (kept === undefined || kept.owner !== owner || kept.room !== room) return noSession();
    kept.caller = caller;
    this.#rest(id, kept);
    const leaves = (): void => this.#rest(id, kept, GONE_MS);
    if (request.method === 'GET') request.signal.addEventListener('abort', leaves, { once: true });
    const response = await kept.transport.handleRequest(request, { parsedBody: body });
    // Nothing more is said of a request that was taken back: its stream would stay open for ever.
    const cancelled = cancelledId(body);
    if (cancelled !== undefined) kept.transport.closeSSEStream(cancelled);
    return response;
  }

  async #open({ owner, room, caller, openSession }: SessionRequest): Promise<Opened> {
    const gone = this.#takeOldest();
    const id = randomUUID();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
    });
    const usedAt = this.#parts.clock.now();
    const kept: Kept = { owner, room, transport, caller, session: null, usedAt, timer: null };
    // In the same turn: what begins counts, however many begin at a time.
    this.#sessions.set(id, kept);
    await gone?.session?.close();
    const onEnd = (): void => void this.#forget(id);
    try {
      kept.session = await openSession({ transport, caller: () => kept.caller, onEnd });
    } catch (thrown) {
      this.#forget(id);
      throw thrown;
    }
    if (this.#sessions.get(id) === kept) this.#rest(id, kept);
    else await kept.session.close();
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
    await this.#forget(id)?.session?.close();
  }

  /** When there are too many, whoever has most loses the one that was used longest ago. */
  #takeOldest(): Kept | null {
    const { maxSessions = MAX_SESSIONS } = this.#parts;
    if (this.#sessions.size < maxSessions) return null;
    const counts = new Map<string, number>();
    for (const { owner } of this.#sessions.values())
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const [oldest] = [...this.#sessions]
      .filter(([, { owner }]) => counts.get(owner) === most)
      .sort(([, a], [, b]) => a.usedAt - b.usedAt);
    return oldest === undefined ? null : this.#forget(oldest[0]);
  }
}

function cancelledId(body: unknown): RequestId | undefined {
  return isSpecType.CancelledNotification(body) ? body.params.requestId : undefined;
}

async function exchange(asked: SessionRequest): Promise<Response> {
  const { request, body, caller, createServer } = asked;
  const handler = createMcpHandler(() => createServer(() => caller));
  return handler.fetch(request, { parsedBody: body });
}

function noSession(): Response {
  const error = { code: -32_001, message: 'there is no such session: begin with initialize' };
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 404 });
}
