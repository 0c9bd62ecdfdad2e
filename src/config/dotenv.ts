import type { Finding, Position } from '../diagnostics/finding.ts';
import { FindingLog } from './finding-log.ts';

/** The variables of an env file, and the lines that could not be read. */
export interface DotenvResult {
  readonly values: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

/**
 * Reads an env file: `NAME=value` lines with `export`, comments, single quotes (as they are) and
 * double quotes (`\n`, `\t`, `\"`, `\\`), both over several lines. Nothing is expanded; the last of
 * two equal names wins. Bad lines are left out and told, without their values.
 */
export function parseDotenv(text: string, file: string): DotenvResult {
  return new DotenvReader(text.replace(/^\uFEFF/, ''), file).read();
}

const NAME = /(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/y;
const BLANK = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
const REST_OF_LINE = /[^\n]*(?:\n|$)/y;
const PLAIN = /[^\r\n]*/y;
const INDENT = /[ \t]*/y;
const CLOSE = { '"': /"((?:[^"\\]|\\[^])*)"/y, "'": /'([^']*)'/y };

class DotenvReader {
  readonly #text: string;
  readonly #file: string;
  readonly #log = new FindingLog();
  readonly #values: Record<string, string> = {};
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #counted = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  read(): DotenvResult {
    while (this.#at < this.#text.length) this.#readLine();
    return { values: this.#values, findings: this.#log.sorted([this.#file]) };
  }

  #readLine(): void {
    if (this.#take(BLANK) !== null) return;
    this.#take(INDENT);
    const name = this.#take(NAME)?.[1];
    if (name === undefined) {
      this.#skipLine('this line is no `NAME=value`', this.#at);
      return;
    }
    const start = this.#at;
    const value = this.#readValue();
    if (value === null) this.#skipLine(`the quote of \`${name}\` is not closed`, start);
    else if (this.#take(BLANK) === null) {
      this.#skipLine(`there is more behind the closing quote of \`${name}\``, this.#at);
    } else this.#values[name] = value;
  }

  /** null: a quote is open to the end of the file. */
  #readValue(): string | null {
    const quote = this.#text[this.#at];
    if (quote === '"') return unescape(this.#take(CLOSE['"'])?.[1]);
    if (quote === "'") return this.#take(CLOSE["'"])?.[1] ?? null;
    const plain = this.#take(PLAIN)?.[0] ?? '';
    return plain.replace(/(?:^|\s)#.*$/, '').trimEnd();
  }

  #skipLine(message: string, offset: number): void {
    this.#log.add('dotenv-syntax', {
      message,
      help: 'write NAME=value; put a value with spaces or # into quotes',
      position: this.#place(offset),
    });
    this.#take(REST_OF_LINE);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  /** Only ever asked forwards, so lines are counted once. */
  #place(offset: number): Position {
    for (; this.#counted < offset; this.#counted += 1) {
      if (this.#text[this.#counted] !== '\n') continue;
      this.#line += 1;
      this.#lineStart = this.#counted + 1;
    }
    return { file: this.#file, line: this.#line, column: offset - this.#lineStart + 1 };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(quoted: string | undefined): string | null {
  if (quoted === undefined) return null;
  return quoted
    .replaceAll('\r\n', '\n')
    .replaceAll(/\\([nrt"\\$])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
