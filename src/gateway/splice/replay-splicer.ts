import type { Usage } from '../../core/llm.ts';
import { MAX_TAPE_CHARS, type StreamTape } from '../../core/stream-tape.ts';
import type { JsonObject } from '../../providers/shared/json-value.ts';
import { hasContent } from '../../providers/shared/stream-content.ts';
import { isEnd, partsOf, withParts } from './choice-parts.ts';
import { ChunkReader, type ReadChunk } from './chunk-reader.ts';
import { Continuation } from './continuation.ts';
import { DeliveredLanes } from './delivered-lanes.ts';

/**
 * Goes on with a stream that answers the same request from its beginning: nothing of it goes out
 * until it has said all that was delivered, in the same characters; from there on everything does.
 *
 * A lane that gets ahead of the others (say, reasoning the client has not seen, before the text that
 * it has) waits for them: should the answer turn out to be another one, none of it was sent.
 */
export class ReplaySplicer {
  /** The stream contradicts what was delivered, `at` so many characters of it; it is of no use. */
  diverged: { readonly at: number } | null = null;
  /** All that was delivered came again: what comes now is new. */
  passed: boolean;
  readonly #reader = new ChunkReader();
  readonly #lanes: DeliveredLanes;
  readonly #out: Continuation;
  #waiting: { readonly chunk: JsonObject; readonly choice: JsonObject }[] = [];
  #waitingBytes = 0;

  constructor(delivered: StreamTape) {
    this.#lanes = new DeliveredLanes(delivered);
    this.#out = new Continuation(delivered);
    this.passed = this.#lanes.passed;
  }

  /** Complete events of the new stream in; what of them the client is to get out, or null. */
  push(events: Buffer): Buffer | null {
    for (const read of this.#reader.read(events)) {
      if (this.diverged !== null) break;
      this.#take(read);
    }
    return this.#out.take();
  }

  /** The new stream is complete. It has diverged if it never got where the client is. */
  end(): Buffer | null {
    if (!this.passed) this.#diverge();
    return this.#out.take();
  }

  /** The target answered the whole request: its own count is right. */
  usage(usage: Usage): Usage {
    return usage;
  }

  /** All the client has. */
  delivered(): StreamTape {
    return this.#out.tape;
  }

  #take({ chunk, choice, size }: ReadChunk): void {
    if (choice === null) {
      if (this.passed && chunk['usage'] !== undefined) this.#out.usage(chunk);
      return;
    }
    const rest = this.#lanes.rest(partsOf(choice));
    if (rest === null) {
      this.#diverge();
      return;
    }
    const cut = withParts(choice, rest);
    if (this.passed) this.#out.choice(chunk, cut);
    else this.#wait({ chunk, choice: cut, size });
  }

  #wait({ chunk, choice, size }: ReadChunk & { readonly choice: JsonObject }): void {
    if (hasContent(choice) || isEnd(choice)) {
      this.#waiting.push({ chunk, choice });
      this.#waitingBytes += size;
    }
    this.passed = this.#lanes.passed;
    if (this.passed) this.#flush();
    else if (isEnd(choice) || this.#waitingBytes > MAX_TAPE_CHARS) this.#diverge();
  }

  #flush(): void {
    for (const { chunk, choice } of this.#waiting) this.#out.choice(chunk, choice);
    this.#waiting = [];
  }

  #diverge(): void {
    this.diverged ??= { at: this.#lanes.at };
    this.#waiting = [];
  }
}
