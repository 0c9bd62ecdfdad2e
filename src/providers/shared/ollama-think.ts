/** A piece of an answer, told apart. */
export interface ThinkPiece {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Takes an inline `<think>…</think>` block out of text that comes in pieces. The block counts only
 * at the start of the answer, so that an answer *about* the tag stays whole; white space around the
 * tags goes with them. Text that may still become a tag is held back until that is decided.
 */
export class ThinkSplitter {
  #state: 'start' | 'reasoning' | 'after' | 'text' = 'start';
  #held = '';
  #reasoningBegun = false;

  push(text: string): ThinkPiece[] {
    this.#held += text;
    const pieces: ThinkPiece[] = [];
    let before: string;
    do {
      before = this.#state;
      const piece = this.#step();
      if (piece !== null && piece.text !== '') pieces.push(piece);
    } while (this.#state !== before);
    return pieces;
  }

  /** The answer is over: gives out what was held back. */
  end(): ThinkPiece[] {
    const text = this.#held;
    this.#held = '';
    if (text === '' || this.#state === 'after') return [];
    return [{ kind: this.#state === 'reasoning' ? 'reasoning' : 'text', text }];
  }

  #step(): ThinkPiece | null {
    if (this.#state === 'start') return this.#atStart();
    if (this.#state === 'reasoning') return this.#inReasoning();
    if (this.#state === 'after') return this.#afterBlock();
    return { kind: 'text', text: this.#release(this.#held.length) };
  }

  #atStart(): null {
    const text = this.#held.trimStart();
    if (text.startsWith(OPEN)) {
      this.#held = text.slice(OPEN.length);
      this.#state = 'reasoning';
    } else if (!OPEN.startsWith(text)) this.#state = 'text';
    return null;
  }

  #inReasoning(): ThinkPiece | null {
    if (!this.#reasoningBegun) this.#held = this.#held.trimStart();
    const close = this.#held.indexOf(CLOSE);
    const reasoning = this.#release(
      close === -1 ? this.#held.length - heldTail(this.#held) : close,
    );
    this.#reasoningBegun ||= reasoning !== '';
    if (close !== -1) {
      this.#held = this.#held.slice(CLOSE.length);
      this.#state = 'after';
    }
    return { kind: 'reasoning', text: reasoning };
  }

  #afterBlock(): null {
    this.#held = this.#held.trimStart();
    if (this.#held !== '') this.#state = 'text';
    return null;
  }

  #release(length: number): string {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return text;
  }
}

/** Splits a whole answer at once. */
export function splitThinking(text: string): { text: string; reasoning: string } {
  const splitter = new ThinkSplitter();
  const split = { text: '', reasoning: '' };
  for (const { kind, text: part } of [...splitter.push(text), ...splitter.end()])
    split[kind] += part;
  return split;
}

/** How many characters at the end may be the beginning of the closing tag. */
function heldTail(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
