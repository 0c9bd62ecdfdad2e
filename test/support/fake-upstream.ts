import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { healthy } from './upstream/behaviours.ts';
import {
  openCall,
  type Behaviour,
  type LoggedRequest,
  type UpstreamCall,
} from './upstream/call.ts';
import { openaiError } from './upstream/dialect.ts';
import { findDialect } from './upstream/find-dialect.ts';
import { answerListing } from './upstream/listings.ts';
import type { RerankShape } from './upstream/rerank-dialect.ts';

/** How a fake provider starts out. */
export interface FakeUpstreamOptions {
  /** Listed by `/v1/models` and `/api/tags`. Any model is answered. Default: `fake-model`. */
  readonly models?: readonly string[];
  /** When set, requests without `Authorization: Bearer <apiKey>` get OpenAI's 401. */
  readonly apiKey?: string;
  /** Whose shape `…/rerank` answers in. Default: `cohere`. */
  readonly rerank?: RerankShape;
  /** By model name, as in `setBehaviour`. */
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
  /** For models without a behaviour of their own. Default: healthy. */
  readonly fallback?: Behaviour;
}

/** A provider on loopback that does what the test says, and remembers what it saw. */
export interface FakeUpstream {
  /** `http://127.0.0.1:port`, also after closing. The base of OpenAI clients is `${origin}/v1`, of Ollama the origin. */
  readonly origin: string;
  readonly port: number;
  /** Complete requests in order of arrival, those to unknown paths included. */
  readonly log: readonly LoggedRequest[];
  /** Connections accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly openConnections: number;
  /** What happens to requests for this model from now on, on any path. */
  setBehaviour(model: string, behaviour: Behaviour): void;
  /** What happens to requests for exactly this path (any method), before models are looked at. */
  setRoute(path: string, behaviour: Behaviour): void;
  /** The oldest request that no call of this function has given out yet; waits for one. */
  nextRequest(): Promise<LoggedRequest>;
  /** Resolves once the log holds `count` requests, with the log. */
  requests(count: number): Promise<readonly LoggedRequest[]>;
  /** The logged requests for a model. */
  requestsFor(model: string): readonly LoggedRequest[];
  /** Closes the connections that wait for a next request. */
  closeIdleConnections(): void;
  /** Ends held calls, cuts all connections and stops. Rejects with what a behaviour threw. */
  close(): Promise<void>;
}

/** Starts a fake provider that speaks OpenAI, Ollama and rerank on one port. */
export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const upstream = new HttpFakeUpstream(options);
  await upstream.listen();
  return upstream;
}

class HttpFakeUpstream implements FakeUpstream {
  readonly log: LoggedRequest[] = [];
  readonly #options: FakeUpstreamOptions;
  readonly #behaviours: Map<string, Behaviour>;
  readonly #routes = new Map<string, Behaviour>();
  readonly #server = createServer(
    { noDelay: true, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
    (message, response) => void this.#answer(message, response),
  );
  readonly #connectionNumbers = new Map<Socket, number>();
  readonly #errors: unknown[] = [];
  readonly #closing: Promise<void>;
  #startClosing = (): void => {};
  #wakers: (() => void)[] = [];
  #given = 0;
  #connections = 0;
  #port = 0;
  #isClosing = false;

  constructor(options: FakeUpstreamOptions) {
    this.#options = options;
    this.#behaviours = new Map(Object.entries(options.behaviours ?? {}));
    this.#closing = new Promise((resolve) => (this.#startClosing = resolve));
    this.#server.on('connection', (socket) => this.#count(socket));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.#connections;
  }

  get openConnections(): number {
    return this.#connectionNumbers.size;
  }

  setBehaviour(model: string, behaviour: Behaviour): void {
    this.#behaviours.set(model, behaviour);
  }

  setRoute(path: string, behaviour: Behaviour): void {
    this.#routes.set(path, behaviour);
  }

  async nextRequest(): Promise<LoggedRequest> {
    const place = this.#given;
    this.#given += 1;
    await this.requests(place + 1);
    const request = this.log[place];
    if (request === undefined) throw new Error('the upstream was closed before a request came');
    return request;
  }

  async requests(count: number): Promise<readonly LoggedRequest[]> {
    while (this.log.length < count && !this.#isClosing) {
      const logged = new Promise<void>((resolve) => this.#wakers.push(resolve));
      await Promise.race([logged, this.#closing]);
    }
    return this.log;
  }

  requestsFor(model: string): readonly LoggedRequest[] {
    return this.log.filter((request) => request.model === model);
  }

  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#startClosing();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#connectionNumbers.keys()) socket.destroy();
    await closed;
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  #count(socket: Socket): void {
    this.#connections += 1;
    this.#connectionNumbers.set(socket, this.#connections);
    socket.on('error', () => {});
    socket.on('close', () => this.#connectionNumbers.delete(socket));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    if (body === null) return;
    const call = openCall({
      ...{ message, response, body, closing: this.#closing, index: this.log.length },
      connection: this.#connectionNumbers.get(message.socket) ?? 0,
      findDialect: (path) => findDialect(path, this.#options.rerank ?? 'cohere'),
    });
    this.log.push(call.request);
    for (const wake of this.#wakers.splice(0)) wake();
    try {
      await this.#behave(call);
    } catch (thrown) {
      this.#errors.push(thrown);
      call.hangUp('reset');
    }
  }

  async #behave(call: UpstreamCall): Promise<void> {
    const { path, model, headers } = call.request;
    const { apiKey, models = ['fake-model'], fallback = healthy() } = this.#options;
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
      const message = 'Incorrect API key provided.';
      return call.send(401, openaiError({ message, code: 'invalid_api_key' }));
    }
    const route = this.#routes.get(path);
    if (route !== undefined) return route(call);
    if (call.dialect !== null) return (this.#behaviours.get(model) ?? fallback)(call);
    const listing = call.request.method === 'GET' ? answerListing(path, models) : null;
    if (listing !== null) return call.send(200, listing);
    call.send(404, openaiError({ message: `no such path: ${path}`, code: 'unknown_url' }));
  }
}

/** Null when the client left before its request was complete. */
async function readBody(message: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}
