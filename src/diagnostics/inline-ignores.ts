import type { Ignore, Removal } from './ignore.ts';

// Behind a quote or a backtick it is a text that speaks of suppressions.
const COMMENT = /(?<!\S)(?:#|\/\/|<!--)[ \t]*llmgw:[ \t]*ignore(?:\[([^\]\r\n]*)\])?([^\r\n]*)/g;
const UNTIL = /(?:^|\s)until=(\S*)/;
const COMMENT_LINE = /^\s*(?:#|\/\/|<!--)/;

/**
 * The suppressions in the comments of a file: `# llmgw: ignore[LGW103,hardcoded-ip] reason
 * until=2026-12-31`. At the end of a line one holds for that line; on a line of its own, for the next
 * line that is no comment. `//` and `<!--` begin a comment too.
 */
export function inlineIgnores(file: string, text: string): readonly Ignore[] {
  if (!text.includes('llmgw:')) return [];
  const lines = new Lines(text);
  return [...text.matchAll(COMMENT)].map((match) => readIgnore(file, match, lines));
}

function readIgnore(file: string, match: RegExpMatchArray, lines: Lines): Ignore {
  const [whole, list = '', rest = ''] = match;
  const start = match.index ?? 0;
  const line = lines.at(start);
  const covered = lines.coveredBy(line);
  const column = start - line.start + 1;
  return {
    by: 'inline',
    position: { file, line: line.number, column },
    end: { line: line.number, column: column + whole.length },
    rules: list.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()])),
    reason: rest
      .replace(UNTIL, '')
      .replace(/-->\s*$/, '')
      .trim(),
    until: UNTIL.exec(rest)?.[1] ?? null,
    covers: (place) => place.file === file && covered.includes(place.line),
    removal: removalOf(file, line, start),
  };
}

/** A comment on a line of its own goes with its line, another one with the space before it. */
function removalOf(file: string, line: Line, start: number): Removal {
  const before = line.text.slice(0, start - line.start);
  if (before.trim() === '') return { file, start: line.start, end: line.next };
  return { file, start: line.start + before.trimEnd().length, end: line.start + line.text.length };
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  /** Without its line break. */
  readonly text: string;
  /** Where the next line starts. */
  readonly next: number;
}

/** The lines of a text, split once. */
class Lines {
  readonly #lines: readonly Line[];
  /** By line, from 0: the number of the first one from there on that is code; 0: there is none. */
  readonly #code: readonly number[];

  constructor(text: string) {
    let start = 0;
    this.#lines = text.split('\n').map((raw, index) => {
      const line = { number: index + 1, start, text: raw.replace(/\r$/, '') };
      start += raw.length + 1;
      return { ...line, next: Math.min(start, text.length) };
    });
    const code = Array.from({ length: this.#lines.length + 1 }, () => 0);
    for (const { number, text: written } of this.#lines.toReversed()) {
      code[number - 1] = isCode(written) ? number : (code[number] ?? 0);
    }
    this.#code = code;
  }

  at(offset: number): Line {
    let [low, high] = [0, this.#lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#lines[low] ?? { number: 1, start: 0, text: '', next: 0 };
  }

  /** A finding of the whole file stands on line 1: a comment there holds for it too. */
  coveredBy({ number, text }: Line): readonly number[] {
    if (!COMMENT_LINE.test(text)) return [number];
    return [number, this.#code[number] ?? 0];
  }
}

function isCode(text: string): boolean {
  return text.trim() !== '' && !COMMENT_LINE.test(text);
}
