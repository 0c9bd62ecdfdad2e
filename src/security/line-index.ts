import type { EndPosition, Position } from '../diagnostics/finding.ts';

/** Where the lines of a text begin: from offsets to lines and columns. Built once a file. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** The place of an offset; of one behind the end, the end. */
  position(file: string, offset: number): Position {
    const { line, column } = this.end(offset);
    return { file, line, column };
  }

  end(offset: number): EndPosition {
    const at = Math.max(0, Math.min(offset, this.#length));
    const line = this.#lineOf(at);
    return { line: line + 1, column: at - (this.#starts[line] ?? 0) + 1 };
  }

  /** The line an offset is in, without its line break. */
  lineSpan(offset: number): { readonly start: number; readonly end: number } {
    const line = this.#lineOf(Math.max(0, Math.min(offset, this.#length)));
    const next = this.#starts[line + 1];
    return { start: this.#starts[line] ?? 0, end: next === undefined ? this.#length : next - 1 };
  }

  #lineOf(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
