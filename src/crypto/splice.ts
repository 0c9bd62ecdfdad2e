import { LlmgwError } from '../core/errors.ts';

/** A string value in JSON text. */
export interface JsonStringToken {
  /** Half-open, in UTF-16 units, quotes included. */
  readonly start: number;
  readonly end: number;
  /** JSON pointer (RFC 6901). Of duplicate keys each value has a token, with the same pointer. */
  readonly pointer: string;
  /** Decoded. */
  readonly value: string;
}

/** Another string for a token. */
export interface StringEdit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * Finds every string value (not the keys), in order, however deep it stands. Throws `E_SOFTWARE`
 * where the text is not JSON, so that nothing is cut in the wrong place; the message has none of it.
 */
export function jsonStrings(text: string): JsonStringToken[] {
  return new StringScanner(text).scan();
}

/**
 * The text with some strings replaced. Every character outside of them stays: numbers, spaces,
 * escapes, key order. Edits may come in any order and must not overlap.
 */
export function spliceStrings(text: string, edits: readonly StringEdit[]): string {
  let spliced = '';
  let from = 0;
  for (const { start, end, value } of [...edits].sort((a, b) => a.start - b.start)) {
    if (start < from || end <= start || end > text.length) {
      throw new LlmgwError('E_SOFTWARE', 'Edits of a JSON text overlap or lie outside of it.');
    }
    spliced += text.slice(from, start) + JSON.stringify(value);
    from = end;
  }
  return spliced + text.slice(from);
}

/** An open array or object. */
interface Frame {
  readonly pointer: string;
  readonly close: number;
  /** Items so far; of an array. */
  items: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Keeps its own stack: documents may be nested deeper than calls can be. */
class StringScanner {
  readonly #text: string;
  readonly #tokens: JsonStringToken[] = [];
  readonly #open: Frame[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonStringToken[] {
    let pointer: string | null = '';
    while (pointer !== null) pointer = this.#readValue(pointer);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail();
    return this.#tokens;
  }

  /** Reads a value, or enters it; the pointer of the next one, null behind the last. */
  #readValue(pointer: string): string | null {
    this.#skipSpace();
    const code = this.#text.charCodeAt(this.#at);
    if (code === OPEN_BRACE) return this.#enter(pointer, CLOSE_BRACE);
    if (code === OPEN_BRACKET) return this.#enter(pointer, CLOSE_BRACKET);
    if (code === QUOTE) {
      const start = this.#at;
      const value = this.#readString();
      this.#tokens.push({ start, end: this.#at, pointer, value });
    } else this.#skipScalar();
    return this.#nextPointer();
  }

  #enter(pointer: string, close: number): string | null {
    this.#at++;
    if (this.#take(close)) return this.#nextPointer();
    const frame = { pointer, close, items: 0 };
    this.#open.push(frame);
    return this.#childPointer(frame);
  }

  /** Behind a value: leaves what ends here, then goes to the next member. */
  #nextPointer(): string | null {
    for (let frame = this.#open.at(-1); frame !== undefined; frame = this.#open.at(-1)) {
      if (this.#take(COMMA)) return this.#childPointer(frame);
      if (!this.#take(frame.close)) this.#fail();
      this.#open.pop();
    }
    return null;
  }

  #childPointer(frame: Frame): string {
    if (frame.close === CLOSE_BRACKET) return `${frame.pointer}/${frame.items++}`;
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== QUOTE) this.#fail();
    const key = this.#readString();
    if (!this.#take(COLON)) this.#fail();
    return `${frame.pointer}/${escapePointer(key)}`;
  }

  #readString(): string {
    const start = this.#at;
    this.#at = this.#endOfString(start);
    const raw = this.#text.slice(start + 1, this.#at - 1);
    return raw.includes('\\') ? this.#decode(raw) : raw;
  }

  #endOfString(start: number): number {
    let quote = this.#text.indexOf('"', start + 1);
    while (quote > 0 && this.#isEscaped(quote, start)) quote = this.#text.indexOf('"', quote + 1);
    return quote > 0 ? quote + 1 : this.#fail();
  }

  #isEscaped(at: number, start: number): boolean {
    let before = at - 1;
    while (before > start && this.#text.charCodeAt(before) === BACKSLASH) before--;
    return (at - before) % 2 === 0;
  }

  /** The error of `JSON.parse` quotes what it read, which may be a secret. */
  #decode(raw: string): string {
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      return this.#fail();
    }
  }

  #skipScalar(): void {
    SCALAR.lastIndex = this.#at;
    if (!SCALAR.test(this.#text)) this.#fail();
    this.#at = SCALAR.lastIndex;
  }

  /** Steps over the character if it comes next, white space aside. */
  #take(code: number): boolean {
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #fail(): never {
    throw new LlmgwError('E_SOFTWARE', `This is not JSON, from character ${this.#at} on.`);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function escapePointer(key: string): string {
  return /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}
