/** Who hears of lines. */
export interface LineListener {
  readonly onLine: (line: string) => void;
  /** A line grew beyond the bound; without this its beginning is told, and the rest is left out. */
  readonly onOverflow?: () => void;
}

const NEWLINE = 0x0a;

/** Cuts bytes into lines, and never holds more than a bound. */
export class LineSplitter {
  readonly #mostBytes: number;
  readonly #listener: LineListener;
  #parts: Buffer[] = [];
  #held = 0;
  #skips = false;

  constructor(mostBytes: number, listener: LineListener) {
    this.#mostBytes = mostBytes;
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, at));
      this.end();
      start = at + 1;
    }
    this.#hold(chunk.subarray(start));
  }

  /** What is held is a line, if there is anything. */
  end(): void {
    const line = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '');
    this.#parts = [];
    this.#held = 0;
    const isWhole = !this.#skips;
    this.#skips = false;
    if (isWhole && line !== '') this.#listener.onLine(line);
  }

  #hold(part: Buffer): void {
    if (part.length === 0 || this.#skips) return;
    if (this.#held + part.length <= this.#mostBytes) {
      this.#parts.push(part);
      this.#held += part.length;
      return;
    }
    const { onOverflow } = this.#listener;
    if (onOverflow === undefined) {
      this.#parts.push(part.subarray(0, this.#mostBytes - this.#held));
      this.end();
    } else onOverflow();
    this.#parts = [];
    this.#held = 0;
    this.#skips = true;
  }
}
