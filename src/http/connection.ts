import type { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import { renderApiError, type ApiError } from '../core/api-error.ts';

/** An answer a client waits for. */
export interface PendingAnswer {
  /** The whole request has arrived. */
  readonly received: boolean;
  readonly headSent: boolean;
  /** Called once: the answer is complete, or the client has gone. */
  onClosed(): void;
  /** Cuts the connection. */
  destroy(): void;
}

/** How long what a client still sends is read and thrown away after the last answer. */
const LINGER_MS = 2_000;

/** One client's socket and the answers it waits for, oldest first: a pipelining client has several. */
export class Connection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  /** Nearly always one or none. */
  readonly #pending: PendingAnswer[] = [];
  #last: PendingAnswer | null = null;
  #closed = false;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  get pending(): readonly PendingAnswer[] {
    return [...this.#pending];
  }

  get newest(): PendingAnswer | undefined {
    return this.#pending.at(-1);
  }

  /** The last answer has been chosen: requests that follow it are not served. */
  get ended(): boolean {
    return this.#closed || this.#last !== null;
  }

  add(answer: PendingAnswer): void {
    this.#pending.push(answer);
  }

  /** False when the answer was not waited for any more. */
  remove(answer: PendingAnswer): boolean {
    const index = this.#pending.indexOf(answer);
    if (index >= 0) this.#pending.splice(index, 1);
    return index >= 0;
  }

  /** Makes an answer the last one, unless there is one already. */
  endAfter(answer: PendingAnswer): void {
    if (this.ended) return;
    this.#last = answer;
    // What node:http calls after a last answer. Its own way resets a client that is still sending,
    // and the reset overtakes the answer that says why.
    this.#socket.destroySoon = () => this.close();
  }

  isLast(answer: PendingAnswer): boolean {
    return this.#last === answer;
  }

  /** Answers outside of node:http, which has given this connection up, and closes. */
  refuse(error: ApiError): void {
    const body = renderApiError(error);
    this.#socket.write(
      `HTTP/1.1 ${error.status} ${REASONS[error.status] ?? 'Error'}\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `connection: close\r\n\r\n${body}`,
    );
    this.close();
  }

  /** Ends our side and drops what still comes, for a moment; then cuts. */
  close(): void {
    this.#closed = true;
    if (this.#socket.writableEnded || this.#socket.destroyed) return;
    this.#socket.end();
    this.#socket.resume();
    const timer = this.#clock.setTimer(LINGER_MS, () => this.#socket.destroy());
    this.#socket.once('close', () => timer.cancel());
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
