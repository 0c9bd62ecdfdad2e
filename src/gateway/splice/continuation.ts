import type { StreamTape } from '../../core/stream-tape.ts';
import type { JsonObject } from '../../providers/shared/json-value.ts';
import { saysNothing, withoutRole } from './choice-parts.ts';

/**
 * Writes what a client gets of the stream that goes on with another's: under the first one's `id`
 * and `created`, without a second role and without deltas that say nothing.
 */
export class Continuation {
  /** All the client has: what was delivered before, and what is written here. */
  readonly tape: StreamTape;
  #events: string[] = [];

  constructor(delivered: StreamTape) {
    this.tape = delivered.copy();
  }

  /** A chunk with its only choice; left out when there is nothing in it. */
  choice(chunk: JsonObject, choice: JsonObject): void {
    const own = this.tape.roleSent ? withoutRole(choice) : choice;
    if (saysNothing(own)) return;
    this.tape.noteChoice(own);
    this.#write({ ...chunk, choices: [own] });
  }

  /** A chunk without choices. */
  usage(chunk: JsonObject): void {
    this.#write(chunk);
  }

  /** What was written since the last call. */
  take(): Buffer | null {
    if (this.#events.length === 0) return null;
    const bytes = Buffer.from(this.#events.join(''));
    this.#events = [];
    return bytes;
  }

  #write(chunk: JsonObject): void {
    this.tape.noteHead(chunk);
    const { id, created } = this.tape;
    const whole = { ...chunk, ...(id !== null && { id }), ...(created !== null && { created }) };
    this.#events.push(`data: ${JSON.stringify(whole)}\n\n`);
  }
}
