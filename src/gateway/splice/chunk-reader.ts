import { parseJsonObject, type JsonObject } from '../../providers/shared/json-value.ts';
import { objectsOf } from '../../providers/shared/openai-json.ts';
import { SseFramer } from '../../providers/shared/sse-framer.ts';

/** A chunk of a stream that goes on with another's. */
export interface ReadChunk {
  readonly chunk: JsonObject;
  /** The first choice; null in a chunk without choices. */
  readonly choice: JsonObject | null;
  /** Bytes of JSON. */
  readonly size: number;
}

/** Reads the events a stream decoder gives out. Further choices were not asked for: not read. */
export class ChunkReader {
  readonly #framer = new SseFramer();

  /** `events`: complete events. */
  *read(events: Buffer): Generator<ReadChunk> {
    this.#framer.push(events);
    for (let event = this.#framer.next(); event !== null; event = this.#framer.next()) {
      const chunk = parseJsonObject(event.data);
      if (chunk === null) continue;
      const choices = objectsOf(chunk['choices']);
      const choice = choices.find(({ index = 0 }) => index === 0) ?? null;
      if (choice !== null || choices.length === 0) yield { chunk, choice, size: event.data.length };
    }
  }
}
