const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);

/**
 * Reads HTTP/1.1 responses from a kept-alive connection, whatever way the bytes are cut.
 * Knows `content-length` and `chunked`; a response with neither is taken to have no body.
 */
export class ResponseParser {
  #pending = EMPTY;
  #remaining = 0;
  #step = this.#readHead;
  #handlers;

  /** @param handlers {{ onHead(status: number, closes: boolean): void, onBody(bytes: Buffer): void, onEnd(): void }} */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Takes the bytes of one read. */
  feed(bytes) {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length > 0 && this.#step());
  }

  #readHead() {
    const head = this.#take(HEAD_END);
    if (head === undefined) return false;
    const text = head.toString('latin1').toLowerCase();
    this.#remaining = Number(/\r\ncontent-length: *(\d+)/.exec(text)?.[1] ?? 0);
    const chunked = /\r\ntransfer-encoding: *chunked/.test(text);
    this.#step = chunked ? this.#readChunkSize : this.#readBody;
    this.#handlers.onHead(Number(text.slice(9, 12)), /\r\nconnection: *close/.test(text));
    if (!chunked && this.#remaining === 0) this.#finish();
    return true;
  }

  #readBody() {
    this.#passOn();
    if (this.#remaining === 0) this.#finish();
    return true;
  }

  #readChunkSize() {
    const line = this.#take(LINE_END);
    if (line === undefined) return false;
    this.#remaining = parseInt(line.toString('latin1'), 16);
    this.#step = this.#remaining === 0 ? this.#readTrailer : this.#readChunk;
    return true;
  }

  #readChunk() {
    this.#passOn();
    if (this.#remaining === 0) this.#step = this.#readChunkEnd;
    return true;
  }

  #readChunkEnd() {
    if (this.#take(LINE_END) === undefined) return false;
    this.#step = this.#readChunkSize;
    return true;
  }

  #readTrailer() {
    const line = this.#take(LINE_END);
    if (line === undefined) return false;
    if (line.length === 0) this.#finish();
    return true;
  }

  #finish() {
    this.#step = this.#readHead;
    this.#handlers.onEnd();
  }

  #passOn() {
    const part = this.#pending.subarray(0, this.#remaining);
    this.#pending = this.#pending.subarray(part.length);
    this.#remaining -= part.length;
    this.#handlers.onBody(part);
  }

  /** The bytes before the delimiter, which is dropped; undefined while it has not come. */
  #take(delimiter) {
    const at = this.#pending.indexOf(delimiter);
    if (at === -1) return undefined;
    const taken = this.#pending.subarray(0, at);
    this.#pending = this.#pending.subarray(at + delimiter.length);
    return taken;
  }
}
