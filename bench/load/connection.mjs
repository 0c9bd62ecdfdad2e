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
      onHead: (status, closes) => Object.assign(this.#current, { status, closes }),
      onBody: (bytes) => this.#onBody(bytes),
      onEnd: () => this.#complete(),
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
   *   The status is 0 when the connection broke. With `keepBody` there is also `body`, a text.
   */
  request(bytes, { abortAfterEvents = Infinity, keepBody = false } = {}) {
    return new Promise((resolve) => {
      const result = { status: 0, ms: 0, firstMs: 0, events: 0, bytes: 0, aborted: false };
      const started = performance.now();
      const parts = keepBody ? [] : undefined;
      this.#current = { ...result, resolve, started, abortAfterEvents, parts, lastByte: 0 };
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
    current.parts?.push(bytes);
    countEvents(current, bytes);
    if (current.events < current.abortAfterEvents) return;
    current.aborted = true;
    this.#socket.destroy();
  }

  #complete() {
    const { closes } = this.#current;
    this.#settle();
    if (closes) this.#socket.destroy();
  }

  #fail() {
    if (this.#current === null) return;
    if (!this.#current.aborted) this.#current.status = 0;
    this.#settle();
  }

  #settle() {
    const { resolve, started, status, firstMs, events, bytes, aborted, parts } = this.#current;
    const ms = performance.now() - started;
    const body = parts && Buffer.concat(parts).toString('utf8');
    this.#current = null;
    resolve({ status, ms, firstMs, events, bytes, aborted, body });
  }
}

/** One GET on a connection of its own; the status is 0 when nobody answers. */
export async function get({ port, path, headers = {}, keepBody = false }) {
  const connection = new Connection(port);
  const lines = Object.entries({ host: '127.0.0.1', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const result = await connection.request(`GET ${path} HTTP/1.1\r\n${head}\r\n`, { keepBody });
  connection.close();
  return result;
}

/** An event ends with an empty line, which may be cut between two reads. */
function countEvents(current, bytes) {
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    const before = at === 0 ? current.lastByte : bytes[at - 1];
    if (before === NEWLINE) current.events += 1;
  }
  current.lastByte = bytes[bytes.length - 1];
}
