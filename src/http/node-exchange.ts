import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection, PendingAnswer } from './connection.ts';
import type { BodyFault, Exchange } from './exchange.ts';

/** `Exchange` over node:http. One object per request. */
export class NodeExchange implements Exchange, PendingAnswer {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly startedAt: number;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #start: ExchangeStart;
  #closed = false;
  #abortListeners: (() => void)[] | null = null;

  constructor(request: IncomingMessage, response: ServerResponse, start: ExchangeStart) {
    this.#request = request;
    this.#response = response;
    this.#start = start;
    this.id = start.id;
    this.startedAt = start.startedAt;
    this.method = request.method ?? 'GET';
    this.path = start.path;
    this.query = start.query;
  }

  get remoteAddress(): string {
    return this.#request.socket.remoteAddress ?? '';
  }

  get aborted(): boolean {
    return this.#closed && !this.#response.writableFinished;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  /** Everything of the answer was handed over. */
  get answered(): boolean {
    return this.#response.writableEnded;
  }

  get received(): boolean {
    return this.#request.complete;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  rawHeaders(): readonly string[] {
    return this.#request.rawHeaders;
  }

  readBody(limitBytes: number): Promise<Buffer | BodyFault> {
    if (this.#closed) return Promise.resolve('aborted');
    if (Number(this.#request.headers['content-length'] ?? 0) > limitBytes) {
      return Promise.resolve('too_large');
    }
    if (this.#start.awaitsContinue) this.#response.writeContinue();
    return new Promise((resolve) => collectBody(this.#request, limitBytes, resolve));
  }

  onAbort(listener: () => void): void {
    if (this.aborted) listener();
    else if (!this.#closed) (this.#abortListeners ??= []).push(listener);
  }

  onDrain(listener: () => void): void {
    this.#response.removeAllListeners('drain');
    this.#response.on('drain', listener);
  }

  writeHead(status: number, headers: readonly string[]): void {
    if (this.#closed) return;
    const { connection, isDraining } = this.#start;
    // A body that nobody read is not worth receiving, nor is anything behind it.
    const isUnread = !this.received && hasBody(this.#request);
    if (isUnread || (isDraining() && connection.newest === this)) connection.endAfter(this);
    if (connection.isLast(this)) this.#response.shouldKeepAlive = false;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node reads it, its type forgets to say so
    this.#response.writeHead(status, headers as string[]);
  }

  write(bytes: Buffer | string): boolean {
    return this.#closed || this.#response.write(bytes);
  }

  end(bytes?: Buffer | string): void {
    if (!this.#closed) this.#response.end(bytes);
  }

  destroy(): void {
    this.#response.destroy();
  }

  onClosed(): void {
    this.#closed = true;
    const listeners = this.#abortListeners;
    this.#abortListeners = null;
    if (listeners === null || this.#response.writableFinished) return;
    for (const listener of listeners) listener();
  }
}

/** What the server knows of a request before there is an exchange. */
export interface ExchangeStart {
  readonly id: string;
  readonly startedAt: number;
  readonly path: string;
  readonly query: string;
  readonly connection: Connection;
  /** The client sends its body only when told to (`Expect: 100-continue`). */
  readonly awaitsContinue: boolean;
  /** The server takes leave: every answer is the last of its connection. */
  readonly isDraining: () => boolean;
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function collectBody(
  request: IncomingMessage,
  limitBytes: number,
  resolve: (result: Buffer | BodyFault) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limitBytes) {
      chunks.length = 0;
      request.removeAllListeners('data');
      request.resume();
      resolve('too_large');
      return;
    }
    chunks.push(chunk);
  });
  request.once('end', () => {
    resolve(joinChunks(chunks, size));
    // The listeners live as long as the request: a long answer must not hold its pieces.
    chunks.length = 0;
  });
  request.once('error', () => resolve('aborted'));
  request.once('close', () => resolve('aborted'));
}

function joinChunks(chunks: readonly Buffer[], size: number): Buffer {
  const first = chunks[0];
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
}
