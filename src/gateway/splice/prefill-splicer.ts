import type { Usage } from '../../core/llm.ts';
import type { StreamTape } from '../../core/stream-tape.ts';
import { isJsonObject, type JsonObject } from '../../providers/shared/json-value.ts';
import { readUsage } from '../../providers/shared/openai-json.ts';
import { isEnd, partsOf, withParts } from './choice-parts.ts';
import { ChunkReader, type ReadChunk } from './chunk-reader.ts';
import { Continuation } from './continuation.ts';
import { mayBeRepeat, repeatLength } from './repeat.ts';

/**
 * Goes on with a stream whose model was given the delivered text as the beginning of its answer.
 * Some repeat that beginning, or its end: the opening waits until it is clear that it is no repeat
 * (nearly always after the first few tokens), and what is one is cut.
 */
export class PrefillSplicer {
  /** The model thought instead of going on, and then stopped. */
  diverged: { readonly at: number } | null = null;
  /** The opening was judged: what comes now is new. */
  passed = false;
  readonly #delivered: string;
  /** Tokens delivered before, an estimate: chunks that brought content. */
  readonly #deliveredTokens: number;
  readonly #reader = new ChunkReader();
  readonly #out: Continuation;
  #opening = '';
  #waiting: { readonly chunk: JsonObject; readonly choice: JsonObject }[] = [];
  #repeated = 0;
  #thought = false;
  #spoke = false;

  constructor(delivered: StreamTape) {
    this.#delivered = delivered.content();
    this.#deliveredTokens = delivered.chunks;
    this.#out = new Continuation(delivered);
  }

  /** Complete events of the new stream in; what of them the client is to get out, or null. */
  push(events: Buffer): Buffer | null {
    for (const read of this.#reader.read(events)) {
      if (this.diverged !== null) break;
      this.#take(read);
    }
    return this.#out.take();
  }

  /** The new stream is complete: what still waits goes out. */
  end(): Buffer | null {
    if (this.diverged === null) this.#judge();
    return this.#out.take();
  }

  /**
   * Counts the prompt once and the completion as delivered. The target counted the delivered text
   * with its prompt; how many tokens that was is estimated by the chunks that brought it.
   */
  usage({ promptTokens, completionTokens }: Usage): Usage {
    const before = this.#deliveredTokens;
    const repeated = Math.round((before * this.#repeated) / Math.max(1, this.#delivered.length));
    const since = Math.max(this.#out.tape.chunks - before, completionTokens - repeated);
    const prompt = Math.max(0, promptTokens - before);
    const completion = before + since;
    return { promptTokens: prompt, completionTokens: completion, totalTokens: prompt + completion };
  }

  /** All the client has. */
  delivered(): StreamTape {
    return this.#out.tape;
  }

  #take({ chunk, choice }: ReadChunk): void {
    if (choice === null) this.#takeUsage(chunk);
    else if (this.#onlyThought(choice)) this.diverged = { at: this.#delivered.length };
    else if (this.passed) this.#out.choice(chunk, choice);
    else this.#open(chunk, choice);
  }

  /** True at the end of a stream that had reasoning and nothing else: that answer is not complete. */
  #onlyThought(choice: JsonObject): boolean {
    const { content, reasoning, toolCalls } = partsOf(choice);
    this.#thought ||= reasoning !== '';
    this.#spoke ||= content !== '' || toolCalls.length > 0;
    return isEnd(choice) && this.#thought && !this.#spoke;
  }

  #open(chunk: JsonObject, choice: JsonObject): void {
    const { content } = partsOf(choice);
    if (content === '' && this.#waiting.length === 0 && !isEnd(choice)) {
      this.#out.choice(chunk, choice);
      return;
    }
    this.#opening += content;
    this.#waiting.push({ chunk, choice });
    if (isEnd(choice) || !mayBeRepeat(this.#delivered, this.#opening)) this.#judge();
  }

  #takeUsage(chunk: JsonObject): void {
    const usage = readUsage(chunk['usage']);
    if (usage === null || !isJsonObject(chunk['usage'])) return;
    this.#judge();
    const { promptTokens, completionTokens, totalTokens } = this.usage(usage);
    const counted = {
      ...chunk['usage'],
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: totalTokens,
    };
    this.#out.usage({ ...chunk, usage: counted });
  }

  /** Lets the opening go, without what it repeats. */
  #judge(): void {
    if (this.passed) return;
    this.passed = true;
    this.#repeated = repeatLength(this.#delivered, this.#opening);
    let cut = this.#repeated;
    for (const { chunk, choice } of this.#waiting) {
      const parts = partsOf(choice);
      const content = parts.content.slice(cut);
      cut = Math.max(0, cut - parts.content.length);
      this.#out.choice(chunk, withParts(choice, { ...parts, content }));
    }
    this.#waiting = [];
  }
}
