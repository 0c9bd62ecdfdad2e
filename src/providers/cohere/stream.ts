import type { Usage } from '../../core/llm.ts';
import type { StreamTape } from '../../core/stream-tape.ts';
import type { ProviderCall, ProviderError, StreamDecoder } from '../provider.ts';
import { objectAt, parseJsonObject, textAt } from '../shared/json-value.ts';
import type { JsonObject } from '../shared/json-value.ts';
import { OpenAiChunks } from '../shared/openai-chunks.ts';
import { breach, findErrorInAnswer } from '../shared/provider-error.ts';
import { SseFramer } from '../shared/sse-framer.ts';
import type { SseEvent } from '../shared/sse-framer.ts';
import { readCohereUsage, toFinish } from './reply.ts';

/** Cohere's typed events as the client's chunks. */
export class CohereStreamDecoder implements StreamDecoder {
  sawContent = false;
  finished = false;
  closed = false;
  finishReason: string | null = null;
  usage: Usage | null = null;
  error: ProviderError | null = null;
  dropped = 0;

  readonly #call: ProviderCall;
  readonly #chunks: OpenAiChunks;
  readonly #framer = new SseFramer();
  #toolCalls = 0;
  #sawEvent = false;

  constructor(call: ProviderCall) {
    this.#call = call;
    this.#chunks = new OpenAiChunks(call);
  }

  get tape(): StreamTape {
    return this.#chunks.tape;
  }

  push(chunk: Buffer): void {
    if (this.error !== null) return;
    this.#framer.push(chunk);
    for (let event = this.#framer.next(); event !== null; event = this.#framer.next()) {
      this.#event(event);
    }
    if (this.#framer.overflowed)
      this.error ??= breach('The provider sent an event without an end.');
  }

  end(): void {
    if (this.error !== null) return;
    const last = this.#framer.flush();
    if (last !== null) this.#event(last);
    if (!this.#sawEvent) this.error ??= breach('The provider sent nothing that could be read.');
  }

  take(): Buffer | null {
    return this.#chunks.take();
  }

  #event({ data }: SseEvent): void {
    if (this.error !== null || this.finished) return;
    const event = parseJsonObject(data);
    const type = event === null ? null : textAt(event, 'type');
    if (event === null || type === null) {
      this.#untyped(data, event);
      return;
    }
    this.#sawEvent = true;
    const delta = objectAt(event, 'delta');
    if (type === 'message-end') this.#finish(delta);
    else this.#message(type, objectAt(delta, 'message'));
  }

  #untyped(data: Buffer, event: JsonObject | null): void {
    this.error = event === null ? null : findErrorInAnswer(event);
    if (this.error === null && data.toString() !== '[DONE]') this.dropped++;
  }

  #message(type: string, message: JsonObject): void {
    switch (type) {
      case 'content-start':
      case 'content-delta':
        return this.#content(objectAt(message, 'content'));
      case 'tool-plan-delta':
        return this.#reasoning(textAt(message, 'tool_plan'));
      case 'tool-call-start':
        return this.#startToolCall(objectAt(message, 'tool_calls'));
      case 'tool-call-delta':
        return this.#continueToolCall(objectAt(message, 'tool_calls'));
      default:
        // message-start, content-end, tool-call-end and citations have no counterpart.
        return undefined;
    }
  }

  #content(content: JsonObject): void {
    this.#reasoning(textAt(content, 'thinking'));
    const text = textAt(content, 'text') ?? '';
    this.#chunks.text(text);
    this.sawContent ||= text !== '';
  }

  #reasoning(text: string | null): void {
    if (text !== null && text !== '') this.#delta({ reasoning_content: text });
  }

  #startToolCall(toolCall: JsonObject): void {
    const called = objectAt(toolCall, 'function');
    const index = this.#toolCalls++;
    const id = textAt(toolCall, 'id') ?? `call_${this.#call.id}_${index}`;
    const name = textAt(called, 'name') ?? '';
    const started = { name, arguments: textAt(called, 'arguments') ?? '' };
    this.#delta({ tool_calls: [{ index, id, type: 'function', function: started }] });
  }

  #continueToolCall(toolCall: JsonObject): void {
    const more = textAt(objectAt(toolCall, 'function'), 'arguments') ?? '';
    const index = this.#toolCalls - 1;
    if (more !== '' && index >= 0) {
      this.#delta({ tool_calls: [{ index, function: { arguments: more } }] });
    }
  }

  #delta(delta: JsonObject): void {
    this.#chunks.delta(delta);
    this.sawContent = true;
  }

  #finish(delta: JsonObject): void {
    const reason = toFinish(textAt(delta, 'finish_reason'), textAt(delta, 'error'));
    if (typeof reason !== 'string') {
      this.error = reason;
      return;
    }
    this.finished = true;
    this.closed = true;
    this.finishReason = reason;
    this.usage = readCohereUsage(objectAt(delta, 'usage'));
    this.#chunks.finish(reason);
    if (this.usage !== null && this.#call.request.includeUsage) this.#chunks.usage(this.usage);
  }
}
