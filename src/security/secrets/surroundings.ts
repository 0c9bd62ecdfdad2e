import type { FileKind } from '../file-kind.ts';
import type { ProjectFile } from '../project.ts';
import { scalarAt, YAML_KINDS } from '../reading/yaml-places.ts';
import type { Span } from '../rule.ts';
import type { KeyFamily } from './key-form.ts';

/** Where a value stands. */
export interface Place {
  /** The key or variable in front of it. */
  readonly name: string | null;
  readonly path: string | null;
  readonly inComment: boolean;
}

/** Kinds in which every line is by itself. */
const LINES: ReadonlySet<FileKind> = new Set(['dotenv', 'dockerfile', 'shell', 'requirements']);
const NAME =
  /([A-Za-z_][\w.-]{0,80})["'\]]{0,3}\s{0,9}(?::|=>|:?=)\s{0,9}(?:["'`]|[\w.]{1,20}\(["'`]?)?(?:Bearer |Basic )?$/i;
const INSTRUCTION = /^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)\s+["']?$/;
const SIBLING = /\bname:\s*["']?([\w.-]{1,80})["']?\s*$/m;
const ITEM = /^\s*-\s/;
const LONGEST_LINE = 240;
const WIDE = 4000;

/** What stands around the values of a file. */
export class Surroundings {
  readonly #file: ProjectFile;

  constructor(file: ProjectFile) {
    this.#file = file;
  }

  placeOf(span: Span): Place {
    const before = this.#lineBefore(span.start);
    const inComment = isComment(before, this.#file);
    const yaml = inComment ? null : scalarAt(this.#file, span);
    const name = nameIn(before) ?? yaml?.key ?? null;
    return {
      name: name === 'value' ? (this.#siblingName(span.start) ?? name) : name,
      path: yaml?.scalar.path ?? null,
      inComment,
    };
  }

  /** The words that say whose a key is: its line, and the lines that belong to it. */
  near({ start, end }: Span, family: KeyFamily = 'key'): string {
    const { text, kind } = this.#file;
    if (family === 'private-key') return text.slice(Math.max(0, start - WIDE), end + WIDE);
    const line = { start: lineStart(text, start), end: lineEnd(text, end) };
    const from = LINES.has(kind) ? line.start : blockStart(text, line.start);
    const to = LINES.has(kind) ? line.end : blockEnd(text, line.end);
    // The key itself is left out: its own characters say nothing.
    const room = LONGEST_LINE * 3;
    return `${text.slice(Math.max(from, start - room), start)}\n${text.slice(end, Math.min(to, end + room))}`;
  }

  #lineBefore(start: number): string {
    const { text } = this.#file;
    return text.slice(Math.max(lineStart(text, start), start - LONGEST_LINE), start);
  }

  /** In a manifest a value's name is the line above it. */
  #siblingName(start: number): string | null {
    const { text } = this.#file;
    const line = lineStart(text, start);
    return SIBLING.exec(text.slice(lineStart(text, line - 1), line).trimEnd())?.[1] ?? null;
  }
}

function nameIn(before: string): string | null {
  return NAME.exec(before)?.[1] ?? INSTRUCTION.exec(before)?.[1] ?? null;
}

const HASH_COMMENTS: ReadonlySet<FileKind> = new Set([
  ...YAML_KINDS,
  ...LINES,
  'gitignore',
  'dockerignore',
  'redis-conf',
]);
const CODE =
  /\.(?:py|rb|toml|ini|conf|cfg|tf|properties|[cm]?[jt]sx?|go|java|kt|rs|php|cs|jsonc?)$/;

/** Whether the rest of a line is a comment. In code only whole lines count: `#` and `//` mean much. */
function isComment(before: string, { kind, path }: ProjectFile): boolean {
  if (HASH_COMMENTS.has(kind)) return hashOutsideQuotes(before) !== -1;
  return CODE.test(path) && /^\s*(?:#|\/\/)/.test(before);
}

/** Where a comment begins in a line of YAML, shell or an env file; -1: nowhere. */
export function hashOutsideQuotes(line: string): number {
  let quoted = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quoted !== '') {
      if (char === quoted) quoted = '';
    } else if (opensQuote(line, at)) quoted = char;
    else if (char === '#' && isGap(line[at - 1])) return at;
  }
  return -1;
}

/** An apostrophe inside of a word opens nothing. */
function opensQuote(line: string, at: number): boolean {
  const char = line[at];
  return (char === '"' || char === "'") && !/\w/.test(line[at - 1] ?? '');
}

function isGap(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\t';
}

/** A file may be one line of megabytes: what is further away is not looked for. */
function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - WIDE);
  return from + text.slice(from, Math.max(0, at)).lastIndexOf('\n') + 1;
}

function lineEnd(text: string, at: number): number {
  const length = text.slice(at, at + WIDE).indexOf('\n');
  return length === -1 ? Math.min(text.length, at + WIDE) : at + length;
}

/** Up to six lines above, not beyond the item of a list that the line belongs to. */
function blockStart(text: string, start: number): number {
  let from = start;
  for (let count = 0; count < 6 && from > 0; count += 1) {
    if (ITEM.test(text.slice(from, lineEnd(text, from)))) return from;
    from = lineStart(text, from - 1);
  }
  return from;
}

/** Up to three lines below, not into the next item. */
function blockEnd(text: string, end: number): number {
  let to = end;
  for (let count = 0; count < 3 && to < text.length; count += 1) {
    const next = lineEnd(text, to + 1);
    if (ITEM.test(text.slice(to + 1, next))) return to;
    to = next;
  }
  return to;
}
