import type { Usage } from '../../core/llm.ts';
import type { StreamTape } from '../../core/stream-tape.ts';
import type { ProviderCall, ProviderError, StreamDecoder } from '../provider.ts';
import { parseJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { NdjsonFramer } from './ndjson-framer.ts';
import { readOllamaReply, toFinishReason, toOpenAiToolCall } from './ollama-reply.ts';
import type { OllamaReply } from './ollama-reply.ts';
import { ThinkSplitter } from './ollama-think.ts';
import type { ThinkPiece } from './ollama-think.ts';
import { OpenAiChunks } from './openai-chunks.ts';
import { breach, findErrorInAnswer } from './provider-error.ts';

/** Ollama's lines of JSON as the client's events. */
export class OllamaStreamDecoder implements StreamDecoder {
  sawContent = false;
  finished = false;
  closed = false;
  finishReason: string | null = null;
  usage: Usage | null = null;
  error: ProviderError | null = null;
  dropped = 0;

  readonly #call: ProviderCall;
  readonly #chunks: OpenAiChunks;
  readonly #framer = new NdjsonFramer((line) => this.#line(line));
  readonly #splitter = new ThinkSplitter();
  readonly #isChat: boolean;
  #toolCalls = 0;
  #sawReply = false;

  constructor(call: ProviderCall) {
    this.#call = call;
    this.#chunks = new OpenAiChunks(call);
    this.#isChat = call.request.operation === 'chat';
  }

  get tape(): StreamTape {
    return this.#chunks.tape;
  }

  push(chunk: Buffer): void {
    if (this.error !== null) return;
    this.#framer.push(chunk);
    if (this.#framer.overflowed) this.error ??= breach('The provider sent a line without an end.');
  }

  end(): void {
    if (this.error !== null) return;
    this.#framer.end();
    if (!this.#sawReply) this.error ??= breach('The provider sent nothing that could be read.');
  }

  take(): Buffer | null {
    return this.#chunks.take();
  }

  #line(line: string): void {
    if (this.error !== null || this.finished) return;
    const json = parseJsonObject(line);
    this.error = json === null ? null : findErrorInAnswer(json);
    if (this.error !== null) return;
    const reply = json === null ? null : readOllamaReply(json);
    if (reply === null) this.dropped++;
    else this.#reply(reply);
  }

  #reply(reply: OllamaReply): void {
    this.#sawReply = true;
    if (this.#isChat) {
      if (reply.thinking !== '') this.#delta({ reasoning_content: reply.thinking });
      this.#pieces(this.#splitter.push(reply.text));
      for (const call of reply.toolCalls) this.#toolCall(call);
    } else this.#text(reply.text);
    if (reply.done) this.#finish(reply);
  }

  #pieces(pieces: readonly ThinkPiece[]): void {
    for (const { kind, text } of pieces) {
      if (kind === 'text') this.#text(text);
      else this.#delta({ reasoning_content: text });
    }
  }

  #text(text: string): void {
    this.#chunks.text(text);
    this.sawContent ||= text !== '';
  }

  #delta(delta: JsonObject): void {
    this.#chunks.delta(delta);
    this.sawContent = true;
  }

  #toolCall(call: JsonObject): void {
    const index = this.#toolCalls++;
    this.#delta({ tool_calls: [{ index, ...toOpenAiToolCall(call, this.#call.id, index) }] });
  }

  #finish(reply: OllamaReply): void {
    this.#pieces(this.#splitter.end());
    this.finished = true;
    this.closed = true;
    this.finishReason = toFinishReason(reply.doneReason, this.#toolCalls > 0);
    this.usage = reply.usage;
    this.#chunks.finish(this.finishReason);
    if (this.usage !== null && this.#call.request.includeUsage) this.#chunks.usage(this.usage);
  }
}
