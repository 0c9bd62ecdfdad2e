import { connect } from 'node:net';

import { ResponseParser } from './response-parser.mjs';

const NEWLINE = 10;

/**
 * One kept-alive client connection that carries one request at a time.
 * Times are milliseconds on the monotonic clock, counted from the write of the request.
 */
export class Connection {
  #socket;
  #parser;
  #current = null;

  constructor(port) {
    this.#parser = new ResponseParser({
      onHead: (status) => (this.#current.status = status),
      onBody: (bytes) => this.#onBody(bytes),
      onEnd: () => this.#settle(),
    });
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('data', (bytes) => this.#current !== null && this.#parser.feed(bytes));
    this.#socket.on('error', () => undefined); // 'close' follows and settles the request
    this.#socket.on('close', () => this.#fail());
  }

  /**
   * Sends a request and resolves when its response is complete.
   *
   * @returns {Promise<{ status: number, ms: number, firstMs: number, events: number, bytes: number }>}
   *   `events` counts server-sent events, `firstMs` is the time to the first byte of the body.
   *   The status is 0 when the connection broke.
   */
  request(bytes, { abortAfterEvents = Infinity } = {}) {
    return new Promise((resolve) => {
      const result = { status: 0, ms: 0, firstMs: 0, events: 0, bytes: 0, aborted: false };
      const started = performance.now();
      this.#current = { ...result, resolve, started, abortAfterEvents, lastByte: 0 };
      if (this.#socket.destroyed) this.#fail();
      else this.#socket.write(bytes);
    });
  }

  get broken() {
    return this.#socket.destroyed;
  }

  close() {
    this.#socket.destroy();
  }

  #onBody(bytes) {
    const current = this.#current;
    if (current.bytes === 0) current.firstMs = performance.now() - current.started;
    current.bytes += bytes.length;
    countEvents(current, bytes);
    if (current.events < current.abortAfterEvents) return;
    current.aborted = true;
    this.#socket.destroy();
  }

  #fail() {
    if (this.#current === null) return;
    if (!this.#current.aborted) this.#current.status = 0;
    this.#settle();
  }

  #settle() {
    const { resolve, started, status, firstMs, events, bytes, aborted } = this.#current;
    this.#current = null;
    resolve({ status, ms: performance.now() - started, firstMs, events, bytes, aborted });
  }
}

/** One GET on a connection of its own: the status, or 0 when nobody answers. */
export async function get({ port, path }) {
  const connection = new Connection(port);
  const head = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
  const { status } = await connection.request(head);
  connection.close();
  return status;
}

/** An event ends with an empty line, which may be cut between two reads. */
function countEvents(current, bytes) {
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    const before = at === 0 ? current.lastByte : bytes[at - 1];
    if (before === NEWLINE) current.events += 1;
  }
  current.lastByte = bytes[bytes.length - 1];
}
