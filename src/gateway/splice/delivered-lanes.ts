import { toolCallIndex, type StreamTape, type TapedToolCall } from '../../core/stream-tape.ts';
import { objectAt, textAt, type JsonObject } from '../../providers/shared/json-value.ts';
import type { ChoiceParts } from './choice-parts.ts';

/** Compares a new stream with what was delivered, lane by lane and character by character. */
export class DeliveredLanes {
  readonly #content: DeliveredText;
  readonly #reasoning: DeliveredText;
  readonly #toolCalls = new Map<number, DeliveredCall>();

  constructor(tape: StreamTape) {
    this.#content = new DeliveredText(tape.content());
    this.#reasoning = new DeliveredText(tape.reasoning());
    for (const [index, call] of tape.toolCalls()) {
      this.#toolCalls.set(index, new DeliveredCall(call));
    }
  }

  /** Everything that was delivered came again. */
  get passed(): boolean {
    if (!this.#content.passed || !this.#reasoning.passed) return false;
    return [...this.#toolCalls.values()].every((call) => call.passed);
  }

  /** Characters that came again. */
  get at(): number {
    let at = this.#content.at + this.#reasoning.at;
    for (const call of this.#toolCalls.values()) at += call.at;
    return at;
  }

  /** What of `parts` was not delivered yet; null when they contradict what was. */
  rest(parts: ChoiceParts): ChoiceParts | null {
    const reasoning = this.#reasoning.rest(parts.reasoning);
    const content = this.#content.rest(parts.content);
    const toolCalls = this.#restOfCalls(parts.toolCalls);
    if (reasoning === null || content === null || toolCalls === null) return null;
    return { content, reasoning, toolCalls };
  }

  #restOfCalls(calls: readonly JsonObject[]): JsonObject[] | null {
    const rests: JsonObject[] = [];
    for (const [position, call] of calls.entries()) {
      const index = toolCallIndex(call, position);
      const delivered = this.#toolCalls.get(index);
      const rest = delivered === undefined ? { index, ...call } : delivered.rest(call, index);
      if (rest === 'contradiction') return null;
      if (rest !== null) rests.push(rest);
    }
    return rests;
  }
}

/** One text that was delivered, and how far it came again. */
class DeliveredText {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get passed(): boolean {
    return this.at === this.#text.length;
  }

  /** What of `piece` lies behind the delivered text; null when it differs before. */
  rest(piece: string): string | null {
    if (this.passed) return piece;
    const shared = Math.min(piece.length, this.#text.length - this.at);
    let same = 0;
    while (same < shared && piece[same] === this.#text[this.at + same]) same++;
    this.at += same;
    return same === shared ? piece.slice(same) : null;
  }
}

/** One tool call that was delivered. Ids differ from stream to stream: the client keeps the first. */
class DeliveredCall {
  readonly #name: string;
  readonly #arguments: DeliveredText;
  #named: boolean;

  constructor(call: TapedToolCall) {
    this.#name = call.name;
    this.#arguments = new DeliveredText(call.arguments);
    this.#named = call.name === '';
  }

  get passed(): boolean {
    return this.#named && this.#arguments.passed;
  }

  get at(): number {
    return this.#arguments.at + (this.#named ? this.#name.length : 0);
  }

  /** The part of a delta the client does not have; null when it has all. */
  rest(call: JsonObject, index: number): JsonObject | null | 'contradiction' {
    const called = objectAt(call, 'function');
    const name = textAt(called, 'name') ?? '';
    if (name !== '' && this.#name !== '' && name !== this.#name) return 'contradiction';
    if (name !== '') this.#named = true;
    const more = this.#arguments.rest(textAt(called, 'arguments') ?? '');
    if (more === null) return 'contradiction';
    const news = {
      ...(this.#name === '' && name !== '' && { name }),
      ...(more !== '' && { arguments: more }),
    };
    return Object.keys(news).length === 0 ? null : { index, function: news };
  }
}
