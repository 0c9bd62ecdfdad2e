import type { Finding, Position } from '../finding.ts';
import { cleanText } from './clean-text.ts';
import { maskLead, maskLine } from './mask-line.ts';

/** A line as it is shown, and the part of it that is meant: offset and width in UTF-16 units. */
export interface Snippet {
  readonly line: number;
  readonly text: string;
  readonly from: number;
  readonly width: number;
}

/** Lines of files, fit to be shown; each file is read once. */
export class SourceLines {
  readonly #sourceOf: (file: string) => string | null;
  readonly #files = new Map<string, readonly string[]>();

  constructor(sourceOf: ((file: string) => string | null) | undefined) {
    this.#sourceOf = sourceOf ?? (() => null);
  }

  /** The line a finding points at; null when there is none, or nothing on it. */
  snippet({ position, end, shown }: Finding): Snippet | null {
    const line =
      position === undefined ? undefined : this.#linesOf(position.file)[position.line - 1];
    if (position === undefined || line === undefined) return null;
    const snippet =
      shown === undefined || shown === ''
        ? maskedSnippet(line, position, end)
        : knownSnippet(line, position, shown);
    return snippet.text.trim() === '' ? null : snippet;
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const lines = this.#sourceOf(file)?.split(/\r?\n/) ?? [];
    this.#files.set(file, lines);
    return lines;
  }
}

/** Nobody has said what may be shown: the keys of the line, and no value. */
function maskedSnippet(source: string, { line, column }: Position, end: Finding['end']): Snippet {
  const text = cleanText(maskLine(source));
  const from = Math.max(0, Math.min(column, text.length) - 1);
  const last = end === undefined ? from + 1 : end.line > line ? text.length : end.column - 1;
  return { line, text, from, width: Math.max(1, Math.min(last, text.length) - from) };
}

/** The meant part is fit to be shown; what else stands on the line may be a secret of its own. */
function knownSnippet(source: string, { line, column }: Position, shown: string): Snippet {
  const lead = cleanText(maskLead(source.slice(0, column - 1)));
  const value = cleanText(shown);
  return { line, text: lead + value, from: lead.length, width: value.length };
}
