/** One dispatched event. */
export interface SseEvent {
  /** The value of `event:`; empty when there was none. */
  readonly name: string;
  /** The values of its `data:` lines, joined by line feeds. */
  readonly data: Buffer;
  /** The event's own bytes where they are exactly `data: …`, LF, LF; else null. */
  readonly plain: Buffer | null;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const PLAIN_START = Buffer.from('data: ');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const EMPTY = Buffer.alloc(0);
const LINE_FEED = Buffer.from('\n');

/** An event may not grow larger than this. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/**
 * Cuts a byte stream into server-sent events, whatever the chunking: LF, CRLF and CR line ends,
 * comments, several `data:` lines, a byte order mark. Push bytes, then take events until null.
 */
export class SseFramer {
  readonly #maxBytes: number;
  /** Bytes with at least one line end ahead of `#at`, once `#waiting` is joined to it. */
  #buffer: Buffer = EMPTY;
  #at = 0;
  /** Chunks of a line whose end has not come. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Where the next CR is in `#buffer`; -1: none. */
  #nextCr = -1;
  #afterCr = false;
  #isFirstLine = true;
  #name = '';
  #lines: Buffer[] = [];
  #lineBytes = 0;
  #overflowed = false;

  constructor(maxBytes: number = MAX_EVENT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** True once an event passed the limit; nothing more is given out. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  push(chunk: Buffer): void {
    if (this.#overflowed || chunk.length === 0) return;
    if (!hasLineEnd(chunk)) {
      this.#wait(chunk);
      return;
    }
    this.#buffer = this.#waitingBytes === 0 ? chunk : Buffer.concat([...this.#waiting, chunk]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#at = 0;
    this.#nextCr = this.#buffer.indexOf(CR);
  }

  /** The next complete event, or null when more bytes are needed. Call until null before pushing. */
  next(): SseEvent | null {
    while (!this.#overflowed) {
      const plain = this.#takePlain();
      if (plain !== null) return plain;
      const line = this.#takeLine();
      if (line === null) return null;
      const event = this.#addLine(line);
      if (event !== null) return event;
    }
    return null;
  }

  /** The stream is over: an event that lacks only its closing blank line is given out. */
  flush(): SseEvent | null {
    if (this.#overflowed) return null;
    if (this.#waitingBytes > 0) this.#addLine(this.#stripMark(Buffer.concat(this.#waiting)));
    this.#waiting = [];
    this.#waitingBytes = 0;
    return this.#dispatch();
  }

  /** The form nearly all events have: found with two native searches, given out without a copy. */
  #takePlain(): SseEvent | null {
    if (this.#lines.length > 0 || this.#name !== '' || this.#afterCr) return null;
    const start = this.#at;
    const buffer = this.#buffer;
    if (!startsWith(buffer, start, PLAIN_START)) return null;
    const end = buffer.indexOf(LF, start);
    if (end < 0 || buffer[end + 1] !== LF) return null;
    if (this.#nextCr >= 0 && this.#nextCr < end) return null;
    if (end - start > this.#maxBytes) return this.#overflow();
    this.#at = end + 2;
    this.#isFirstLine = false;
    const data = buffer.subarray(start + PLAIN_START.length, end);
    return { name: '', data, plain: buffer.subarray(start, end + 2) };
  }

  #takeLine(): Buffer | null {
    if (this.#afterCr && this.#at < this.#buffer.length) {
      if (this.#buffer[this.#at] === LF) this.#at++;
      this.#afterCr = false;
    }
    const end = this.#findLineEnd();
    if (end < 0) {
      this.#wait(this.#buffer.subarray(this.#at));
      this.#buffer = EMPTY;
      this.#at = 0;
      this.#nextCr = -1;
      return null;
    }
    const line = this.#buffer.subarray(this.#at, end);
    this.#afterCr = this.#buffer[end] === CR;
    this.#at = end + 1;
    return this.#stripMark(line);
  }

  #findLineEnd(): number {
    if (this.#nextCr >= 0 && this.#nextCr < this.#at) {
      this.#nextCr = this.#buffer.indexOf(CR, this.#at);
    }
    const lf = this.#buffer.indexOf(LF, this.#at);
    const cr = this.#nextCr;
    if (lf < 0 || cr < 0) return Math.max(lf, cr);
    return Math.min(lf, cr);
  }

  #wait(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes + this.#lineBytes > this.#maxBytes) this.#overflow();
  }

  #overflow(): null {
    this.#overflowed = true;
    this.#waiting = [];
    this.#lines = [];
    this.#buffer = EMPTY;
    return null;
  }

  #stripMark(line: Buffer): Buffer {
    if (!this.#isFirstLine) return line;
    this.#isFirstLine = false;
    return startsWith(line, 0, BYTE_ORDER_MARK) ? line.subarray(BYTE_ORDER_MARK.length) : line;
  }

  #addLine(line: Buffer): SseEvent | null {
    if (line.length === 0) return this.#dispatch();
    const colon = line.indexOf(COLON);
    const field = line.toString('latin1', 0, colon < 0 ? line.length : colon);
    const from = colon < 0 ? line.length : colon + 1;
    const value = line.subarray(line[from] === SPACE ? from + 1 : from);
    if (field === 'event') this.#name = value.toString('utf8');
    if (field !== 'data') return null;
    this.#lines.push(value);
    this.#lineBytes += value.length + 1;
    return this.#lineBytes > this.#maxBytes ? this.#overflow() : null;
  }

  #dispatch(): SseEvent | null {
    const name = this.#name;
    const lines = this.#lines;
    this.#name = '';
    if (lines.length === 0) return null;
    this.#lines = [];
    this.#lineBytes = 0;
    return { name, data: joinLines(lines), plain: null };
  }
}

function joinLines(lines: readonly Buffer[]): Buffer {
  const [only, ...rest] = lines;
  if (only === undefined) return EMPTY;
  return rest.length === 0 ? only : Buffer.concat([only, ...rest.flatMap((l) => [LINE_FEED, l])]);
}

function hasLineEnd(chunk: Buffer): boolean {
  return chunk.includes(LF) || chunk.includes(CR);
}

function startsWith(buffer: Buffer, at: number, start: Buffer): boolean {
  for (let index = 0; index < start.length; index++) {
    if (buffer[at + index] !== start[index]) return false;
  }
  return true;
}
