import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { renderApiError, type ApiError } from '../core/api-error.ts';
import { Connection, type PendingAnswer } from './connection.ts';
import type { ExchangeHandler } from './exchange.ts';
import { NodeExchange } from './node-exchange.ts';
import { brokenRequest, checkRequest, NO_TUNNELS } from './request-check.ts';
import type { TlsMaterial } from './tls-material.ts';
import { readCallId, splitTarget } from './request-target.ts';

/** Limits of the listening side. Times in milliseconds, sizes in bytes. */
export interface ServerLimits {
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  /** From the first byte of a request to the end of its head. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Bytes waiting for a slow client before `write` says stop. */
  readonly streamBufferBytes: number;
}

/** What a server is made of. */
export interface ServerOptions {
  readonly limits: ServerLimits;
  readonly tls: TlsMaterial | null;
  readonly clock: Clock;
  readonly handler: ExchangeHandler;
  /** Told of what a handler threw; the client gets a plain 500. */
  readonly onFault: (fault: unknown) => void;
}

/** Where a server listens. */
export interface ListenAddress {
  readonly address: string;
  /** `IPv4` or `IPv6`. */
  readonly family: string;
  readonly port: number;
}

/** A listening server. */
export interface HttpServer {
  /** Rejects with Node's `EADDRINUSE`, `EACCES`… when the address cannot be had. */
  listen(host: string, port: number): Promise<ListenAddress>;
  /** Requests whose answer is not complete. */
  readonly active: number;
  /** Stops accepting, lets answers under way finish; resolves when the last has. */
  drain(): Promise<void>;
  /** Cuts every connection. */
  destroy(): void;
}

const CHECK_INTERVAL_MS = 1_000;

/** Makes a server on node:http (or node:https); nothing else in the program touches a socket. */
export function createServer(options: ServerOptions): HttpServer {
  const { limits, tls } = options;
  const settings = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.bodyTimeoutMs),
    requestTimeout: limits.bodyTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, limits.headersTimeoutMs),
    highWaterMark: limits.streamBufferBytes,
    noDelay: true,
    // Ours to check: node:http's own answer has no body that says what is wrong.
    requireHostHeader: false,
    // Also where NODE_OPTIONS asks for the lenient parser.
    insecureHTTPParser: false,
    rejectNonStandardBodyWrites: false,
  };
  const server: Server =
    tls === null
      ? createHttpServer(settings)
      : createHttpsServer({
          ...settings,
          ...tls,
          minVersion: 'TLSv1.2',
          handshakeTimeout: limits.headersTimeoutMs,
        });
  server.maxConnections = limits.maxConnections;
  // Their bytes are limited; node:http would drop those above a number without a word.
  server.maxHeadersCount = 0;
  return new NodeHttpServer(server, options);
}

class NodeHttpServer implements HttpServer {
  active = 0;
  readonly #server: Server;
  readonly #options: ServerOptions;
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #isDraining = () => this.#draining;
  #draining = false;
  #whenIdle: (() => void) | null = null;

  constructor(server: Server, options: ServerOptions) {
    this.#server = server;
    this.#options = options;
    server.on('request', (request, response) => this.#serve(request, response, false));
    server.on('checkContinue', (request, response) => this.#serve(request, response, true));
    server.on('checkExpectation', (request, response) => this.#serve(request, response, false));
    server.on('connect', ({ socket }) => this.#refuse(this.#connectionOf(socket), NO_TUNNELS));
    server.on('clientError', (fault, socket) => {
      if (socket instanceof Socket) this.#onBroken(fault, socket);
    });
  }

  listen(host: string, port: number): Promise<ListenAddress> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port, backlog: 1024 }, () => {
        this.#server.removeListener('error', reject);
        this.#server.on('error', this.#options.onFault);
        const address = this.#server.address();
        if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
        else resolve(address);
      });
    });
  }

  drain(): Promise<void> {
    this.#draining = true;
    this.#server.close();
    this.#server.closeIdleConnections();
    if (this.active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  destroy(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #connectionOf(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket, this.#options.clock);
    this.#connections.set(socket, connection);
    // Answers that wait behind another one are not told by node:http that the client has gone.
    socket.once('close', () => {
      for (const answer of connection.pending) this.#finish(connection, answer);
    });
    return connection;
  }

  #serve(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    const connection = this.#connectionOf(request.socket);
    if (connection.ended) return;
    const exchange = new NodeExchange(request, response, {
      ...splitTarget(request.url ?? '/'),
      id: readCallId(request.headers['x-litellm-call-id']) ?? randomUUID(),
      startedAt: this.#options.clock.now(),
      connection,
      awaitsContinue,
      isDraining: this.#isDraining,
    });
    this.active++;
    connection.add(exchange);
    response.once('close', () => this.#finish(connection, exchange));
    // No other protocol is spoken here, and behind such a request node:http hears nothing any more.
    if (request.headers.upgrade !== undefined) connection.endAfter(exchange);
    const refusal = checkRequest(request);
    if (refusal === null) {
      this.#answer(exchange);
      return;
    }
    connection.endAfter(exchange);
    sendPlainError(exchange, refusal);
  }

  #answer(exchange: NodeExchange): void {
    try {
      const pending = this.#options.handler(exchange);
      if (pending !== undefined) pending.catch((fault: unknown) => this.#fail(exchange, fault));
    } catch (fault) {
      this.#fail(exchange, fault);
    }
  }

  #fail(exchange: NodeExchange, fault: unknown): void {
    this.#options.onFault(fault);
    if (exchange.answered) return;
    if (exchange.headSent) exchange.destroy();
    else sendPlainError(exchange, INTERNAL_ERROR);
  }

  /** Malformed, oversized or too slow: node:http makes no more requests of this socket's bytes. */
  #onBroken(fault: NodeJS.ErrnoException, socket: Socket): void {
    if (socket.destroyed || fault.code === 'ECONNRESET') socket.destroy();
    else if (socket.writable) this.#refuse(this.#connectionOf(socket), brokenRequest(fault.code));
  }

  #refuse(connection: Connection, error: ApiError): void {
    const { pending } = connection;
    const whole = pending.findLast(({ received }) => received);
    // What is refused comes after whole requests, and those still get their answers.
    if (whole !== undefined) connection.endAfter(whole);
    // A second status line inside an answer under way would be read as part of it.
    else if (pending[0]?.headSent) pending[0].destroy();
    else {
      connection.refuse(error);
      for (const answer of pending) this.#finish(connection, answer);
    }
  }

  #finish(connection: Connection, answer: PendingAnswer): void {
    if (!connection.remove(answer)) return;
    answer.onClosed();
    this.active--;
    const isLeft = this.#draining && connection.newest === undefined;
    if (isLeft || connection.isLast(answer)) connection.close();
    if (this.active === 0) this.#whenIdle?.();
  }
}

function sendPlainError(exchange: NodeExchange, error: ApiError): void {
  const body = renderApiError(error);
  const headers = ['content-type', 'application/json', 'x-litellm-call-id', exchange.id];
  exchange.writeHead(error.status, [...headers, 'content-length', `${Buffer.byteLength(body)}`]);
  exchange.end(body);
}

const INTERNAL_ERROR: ApiError = {
  status: 500,
  type: 'internal_server_error',
  code: 'internal_error',
  message: 'The gateway failed to answer this request.',
};
