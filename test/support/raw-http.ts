import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readResponse, type RawResponse } from './raw-response.ts';

/** Where to connect; the host is loopback unless named. */
export interface RawTarget {
  readonly port: number;
  readonly host?: string;
  /** Speak TLS and trust any certificate. */
  readonly tls?: boolean;
}

/** A TCP connection that sends exactly the bytes it is given. */
export interface RawConnection {
  /** Everything received and not yet taken by `response`. */
  readonly received: Buffer;
  /** True once the other side has closed, cleanly or not. */
  readonly closed: boolean;
  /** True when it was closed by a reset. */
  readonly reset: boolean;
  /** Sends bytes as they are; text is Latin-1, so `\xff` is one byte. */
  send(bytes: string | Buffer): void;
  /** Sends one byte a write, in separate turns of the event loop. */
  sendSlowly(bytes: string): Promise<void>;
  /**
   * The next complete answer, `100 Continue` and the like left out. Rejects when the connection
   * closes before. `method` is the request's: answers to HEAD have no body.
   */
  response(method?: string): Promise<RawResponse>;
  /** Resolves once what was received and not taken matches; rejects when the connection closes. */
  receivedMatch(pattern: RegExp): Promise<string>;
  /** Resolves once so many bytes were received and not taken; rejects when the connection closes. */
  receivedBytes(count: number): Promise<void>;
  /** Resolves once the other side has closed, with what was received and not taken. */
  whenClosed(): Promise<Buffer>;
  /** Stops and starts reading, for slow readers. */
  pause(): void;
  resume(): void;
  /** Half-closes: no more bytes from us, theirs are still read. */
  end(): void;
  /** Closes at once, with a reset when `reset`. */
  destroy(reset?: boolean): void;
}

/** Opens a connection for raw bytes. */
export async function connectRaw(target: RawTarget): Promise<RawConnection> {
  const { port, host = '127.0.0.1' } = target;
  const socket = target.tls
    ? connectTls({ port, host, rejectUnauthorized: false })
    : connect({ port, host, noDelay: true });
  await once(socket, target.tls ? 'secureConnect' : 'connect');
  return new SocketConnection(socket);
}

/** What a connection gave for the bytes sent on it. */
export interface RawAnswers {
  readonly responses: readonly RawResponse[];
  /** Received after the last complete answer. */
  readonly rest: Buffer;
}

/**
 * Opens a connection, sends the bytes, and reads until the other side closes. For requests that the
 * server must answer with `Connection: close` or by hanging up.
 */
export async function sendUntilClosed(
  target: RawTarget,
  bytes: string | Buffer,
): Promise<RawAnswers> {
  const connection = await connectRaw(target);
  connection.send(bytes);
  let rest = await connection.whenClosed();
  const responses: RawResponse[] = [];
  for (let next = readResponse(rest, true); next !== null; next = readResponse(rest, true)) {
    responses.push(next.response);
    rest = next.rest;
  }
  return { responses, rest };
}

/** Opens a connection, sends the bytes, takes `count` answers (default 1), and hangs up. */
export async function sendRaw(
  target: RawTarget,
  bytes: string | Buffer,
  count = 1,
): Promise<readonly RawResponse[]> {
  const connection = await connectRaw(target);
  try {
    connection.send(bytes);
    const responses: RawResponse[] = [];
    for (let i = 0; i < count; i += 1) responses.push(await connection.response());
    return responses;
  } finally {
    connection.destroy();
  }
}

class SocketConnection implements RawConnection {
  readonly #socket: Socket;
  readonly #wakers = new Set<() => void>();
  #received: Buffer = Buffer.alloc(0);
  #closed = false;
  #reset = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('end', () => this.#onClosed());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#reset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    });
    socket.on('close', () => this.#onClosed());
  }

  get received(): Buffer {
    return this.#received;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get reset(): boolean {
    return this.#reset;
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  async sendSlowly(bytes: string): Promise<void> {
    for (const byte of bytes) {
      if (this.#closed) return;
      this.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async response(method = 'GET'): Promise<RawResponse> {
    for (;;) {
      const next = readResponse(this.#received, this.#closed, method);
      if (next !== null) {
        this.#received = next.rest;
        return next.response;
      }
      this.#assertOpen();
      await this.#nextChange();
    }
  }

  async receivedMatch(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = this.#received.toString('latin1');
      if (pattern.test(text)) return text;
      this.#assertOpen();
      await this.#nextChange();
    }
  }

  async receivedBytes(count: number): Promise<void> {
    while (this.#received.length < count) {
      this.#assertOpen();
      await this.#nextChange();
    }
  }

  async whenClosed(): Promise<Buffer> {
    while (!this.#closed) await this.#nextChange();
    return this.#received;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(reset = false): void {
    if (reset) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    const seen = JSON.stringify(this.#received.toString('latin1').slice(0, 500));
    throw new Error(`the connection was closed before the answer was complete; received ${seen}`);
  }

  async #nextChange(): Promise<void> {
    await new Promise<void>((resolve) => this.#wakers.add(resolve));
  }

  #onClosed(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const waker of wakers) waker();
  }
}
