const NEWLINE = 0x0a;

/** Enough for an answer that comes as one line; a line without end is a fault, not a message. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Cuts a stream of bytes into lines of text. Keeps one unfinished line, never more than `maxBytes`. */
export class NdjsonFramer {
  readonly #onLine: (line: string) => void;
  readonly #maxBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #overflowed = false;

  constructor(onLine: (line: string) => void, maxBytes = MAX_LINE_BYTES) {
    this.#onLine = onLine;
    this.#maxBytes = maxBytes;
  }

  /** A line was longer than allowed; nothing is read any more. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  push(chunk: Buffer): void {
    let from = 0;
    while (!this.#overflowed) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline === -1) break;
      this.#emit(chunk.subarray(from, newline));
      from = newline + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** Hands out the last line where the stream ended without a newline. */
  end(): void {
    this.#emit(Buffer.alloc(0));
  }

  #emit(tail: Buffer): void {
    this.#keep(tail);
    if (this.#overflowed) return;
    const line = Buffer.concat(this.#pending, this.#pendingBytes).toString('utf8').trim();
    this.#pending = [];
    this.#pendingBytes = 0;
    if (line !== '') this.#onLine(line);
  }

  #keep(part: Buffer): void {
    this.#pendingBytes += part.length;
    this.#overflowed ||= this.#pendingBytes > this.#maxBytes;
    if (this.#overflowed) this.#pending = [];
    else this.#pending.push(part);
  }
}
