import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { renderApiError, type ApiError } from '../core/api-error.ts';
import type { ExchangeHandler } from './exchange.ts';
import { NodeExchange } from './node-exchange.ts';
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

/** Certificate and key in PEM. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
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

/** A listening server. */
export interface HttpServer {
  /** Rejects with Node's `EADDRINUSE`, `EACCES`… when the address cannot be had. */
  listen(host: string, port: number): Promise<AddressInfo>;
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
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.bodyTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, limits.headersTimeoutMs),
    highWaterMark: limits.streamBufferBytes,
    noDelay: true,
    requireHostHeader: true,
    rejectNonStandardBodyWrites: false,
  };
  const server: Server =
    tls === null
      ? createHttpServer(settings)
      : createHttpsServer({ ...settings, ...tls, minVersion: 'TLSv1.2' });
  server.maxConnections = limits.maxConnections;
  server.on('clientError', answerBrokenRequest);
  return new NodeHttpServer(server, options);
}

class NodeHttpServer implements HttpServer {
  active = 0;
  readonly #server: Server;
  readonly #options: ServerOptions;
  #draining = false;
  #whenIdle: (() => void) | null = null;

  constructor(server: Server, options: ServerOptions) {
    this.#server = server;
    this.#options = options;
    server.on('request', (request, response) => {
      this.active++;
      response.once('close', () => this.#onAnswered());
      if (this.#draining) response.shouldKeepAlive = false;
      const target = splitTarget(request.url ?? '/');
      const id = readCallId(request.headers['x-litellm-call-id']) ?? randomUUID();
      const startedAt = options.clock.now();
      this.#answer(new NodeExchange(request, response, { id, startedAt, ...target }));
    });
  }

  listen(host: string, port: number): Promise<AddressInfo> {
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
    if (exchange.headSent) exchange.destroy();
    else sendFault(exchange);
  }

  #onAnswered(): void {
    this.active--;
    if (this.active === 0) this.#whenIdle?.();
  }
}

function sendFault(exchange: NodeExchange): void {
  const body = renderApiError({
    status: 500,
    type: 'internal_server_error',
    code: 'internal_error',
    message: 'The gateway failed to answer this request.',
  });
  const headers = ['content-type', 'application/json', 'x-litellm-call-id', exchange.id];
  exchange.writeHead(500, [...headers, 'content-length', String(Buffer.byteLength(body))]);
  exchange.end(body);
}

const BROKEN_REQUESTS: Readonly<Record<string, Pick<ApiError, 'status' | 'code' | 'message'>>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'The request headers are larger than this gateway accepts.',
  },
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Answers what never became a request: malformed, oversized or too slow. Then closes. */
function answerBrokenRequest(fault: NodeJS.ErrnoException, socket: Socket & SocketWithMessage) {
  // An answer under way cannot be taken back: a second status line inside it would be smuggled.
  if (!socket.writable || fault.code === 'ECONNRESET' || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const known = BROKEN_REQUESTS[fault.code ?? ''];
  const error: ApiError = {
    type: 'invalid_request_error',
    status: known?.status ?? 400,
    code: known?.code ?? 'malformed_request',
    message: known?.message ?? 'The request is not valid HTTP/1.1.',
  };
  const body = renderApiError(error);
  socket.end(
    `HTTP/1.1 ${error.status} ${REASONS[error.status]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

interface SocketWithMessage {
  readonly _httpMessage?: { readonly headersSent: boolean } | null;
}
