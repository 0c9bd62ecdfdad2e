import { replaceSpan, scanTopLevel, spliceTopLevel } from '../../core/json-scan.ts';
import type { Span, Usage } from '../../core/llm.ts';
import { StreamTape } from '../../core/stream-tape.ts';
import type { ProviderError, StreamDecoder } from '../provider.ts';
import { isJsonObject, parseJsonObject, type JsonObject } from './json-value.ts';
import {
  findUsage,
  fixChoices,
  objectsOf,
  readUsage,
  textOf,
  type ChoiceFix,
} from './openai-json.ts';
import { breach, describeForeignBody, findErrorInAnswer } from './provider-error.ts';
import { MAX_EVENT_BYTES, SseFramer, type SseEvent } from './sse-framer.ts';
import { hasContent } from './stream-content.ts';

/** How one OpenAI stream is to be shown to the client. */
export interface OpenAiStreamOptions {
  /** Replaces `model` in every event. */
  readonly shownModel: string;
  /** The client asked for the usage chunk. */
  readonly includeUsage: boolean;
  /** Choices that must finish before the stream counts as finished: `n` of the request. */
  readonly choiceCount: number;
  readonly fixChoice?: ChoiceFix;
}

const DATA = Buffer.from('data: ');
const BLANK = Buffer.from('\n\n');
const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;
const LESS_THAN = 0x3c;
const SPACE = 0x20;

/**
 * Passes an OpenAI stream on: the bytes as they came, with `model` spliced. Usage is taken out of
 * the chunks and given to the client in one last chunk, and only if it asked.
 */
export class OpenAiStreamDecoder implements StreamDecoder {
  sawContent = false;
  finished = false;
  closed = false;
  finishReason: string | null = null;
  usage: Usage | null = null;
  error: ProviderError | null = null;
  dropped = 0;
  readonly tape = new StreamTape();

  readonly #options: OpenAiStreamOptions;
  readonly #modelText: string;
  readonly #framer = new SseFramer();
  readonly #finishedChoices = new Set<unknown>();
  #ready: Buffer[] = [];
  #done = false;
  #sawBytes = false;
  /** An answer that is no event stream at all, collected to say what it was. */
  #foreign: Buffer[] | null = null;
  #foreignBytes = 0;
  /** The usage chunk for the client, held back until the stream ends. */
  #usageChunk: Buffer | null = null;
  #usageSent = false;
  #rawUsage: unknown = null;
  #lastChunk: JsonObject = {};
  #modelAt: { readonly prefix: Buffer; readonly span: Span } | null = null;

  constructor(options: OpenAiStreamOptions) {
    this.#options = options;
    this.#modelText = JSON.stringify(options.shownModel);
  }

  push(chunk: Buffer): void {
    if (this.error !== null || this.#done) return;
    if (!this.#sawBytes) this.#look(chunk);
    if (this.#foreign !== null) {
      this.#collectForeign(chunk);
      return;
    }
    this.#framer.push(chunk);
    this.#drain();
  }

  end(): void {
    if (this.error === null && this.#foreign !== null) this.#judgeForeign(this.#foreign);
    if (this.error !== null || this.#done) return;
    const last = this.#framer.flush();
    if (last !== null) this.#handle(last);
    this.#close();
  }

  take(): Buffer | null {
    const [only, ...more] = this.#ready;
    if (only === undefined) return null;
    const bytes = more.length === 0 ? only : Buffer.concat(this.#ready);
    this.#ready = [];
    return bytes;
  }

  /** An event stream never begins with `{` or `<`: JSON or a page was sent instead. */
  #look(chunk: Buffer): void {
    const first = chunk.find((byte) => byte > SPACE);
    if (first === undefined) return;
    this.#sawBytes = true;
    if (first === OPEN_BRACE || first === LESS_THAN) this.#foreign = [];
  }

  #collectForeign(chunk: Buffer): void {
    this.#foreignBytes += chunk.length;
    if (this.#foreignBytes <= MAX_EVENT_BYTES) this.#foreign?.push(chunk);
  }

  #judgeForeign(chunks: readonly Buffer[]): void {
    const body = Buffer.concat(chunks);
    const json = parseJsonObject(body);
    this.error = (json === null ? null : findErrorInAnswer(json)) ?? describeForeignBody(body);
  }

  #drain(): void {
    for (let event = this.#framer.next(); event !== null; event = this.#framer.next()) {
      this.#handle(event);
      if (this.error !== null || this.#done) return;
    }
    if (this.#framer.overflowed) {
      this.error = breach(`The provider sent an event larger than ${MAX_EVENT_BYTES} bytes.`);
    }
  }

  #handle(event: SseEvent): void {
    const text = event.data.toString();
    const json = parseJsonObject(text);
    if (json !== null) this.#handleObject(event, json);
    else if (text.trim() === '[DONE]') {
      this.finished = true;
      this.closed = true;
      this.#close();
    } else this.dropped++;
  }

  #handleObject(event: SseEvent, json: JsonObject): void {
    this.error = errorOf(event.name, json);
    if (this.error !== null) return;
    this.#noteUsage(json);
    const hasUsage = isJsonObject(json['usage']);
    if (!Array.isArray(json['choices'])) {
      if (!hasUsage) this.dropped++;
    } else if (json['choices'].length === 0 && hasUsage) {
      this.#holdUsage(this.#stamp(event, json));
    } else this.#handleChunk(event, json);
  }

  /** Clients take the usage chunk for the last one: before the finish it has to wait. */
  #holdUsage(chunk: Buffer): void {
    if (!this.#options.includeUsage) return;
    if (this.finished && !this.#usageSent) this.#ready.push(chunk);
    else this.#usageChunk = chunk;
    this.#usageSent ||= this.finished;
  }

  #handleChunk(event: SseEvent, json: JsonObject): void {
    const { fixChoice } = this.#options;
    const fixed = fixChoice === undefined ? json : fixChoices(json, fixChoice, 'delta');
    this.tape.noteHead(fixed);
    for (const choice of objectsOf(fixed['choices'])) this.#noteChoice(choice);
    this.#lastChunk = fixed;
    this.#ready.push(fixed === json ? this.#pass(event, json) : this.#rewrite(fixed));
  }

  #noteUsage(json: JsonObject): void {
    const raw = findUsage(json);
    const usage = readUsage(raw);
    if (usage === null) return;
    this.usage = usage;
    this.#rawUsage = raw;
  }

  #noteChoice(choice: JsonObject): void {
    this.sawContent ||= hasContent(choice);
    this.tape.noteChoice(choice);
    const reason = textOf(choice['finish_reason']);
    if (reason === null) return;
    this.finishReason ??= reason;
    this.#finishedChoices.add(choice['index'] ?? 0);
    if (this.#finishedChoices.size >= this.#options.choiceCount) this.finished = true;
  }

  #rewrite(json: JsonObject): Buffer {
    const { usage: _, ...rest } = json;
    return frame(Buffer.from(JSON.stringify({ ...rest, model: this.#options.shownModel })));
  }

  #pass(event: SseEvent, json: JsonObject): Buffer {
    if (!isJsonObject(json['usage'])) return this.#stamp(event, json);
    const changes = new Map([
      ['model', this.#modelText],
      ['usage', undefined],
    ]);
    return frame(spliceTopLevel(event.data, scanTopLevel(event.data).spans, changes));
  }

  /** The event with the shown model; untouched where that is its model already. */
  #stamp(event: SseEvent, json: JsonObject): Buffer {
    if (json['model'] === this.#options.shownModel) return event.plain ?? frame(event.data);
    const span = this.#findModel(event.data);
    if (span === undefined) {
      return frame(spliceTopLevel(event.data, new Map(), new Map([['model', this.#modelText]])));
    }
    if (event.plain === null) return frame(replaceSpan(event.data, span, this.#modelText));
    const { length } = DATA;
    const inPlain = { start: span.start + length, end: span.end + length };
    return replaceSpan(event.plain, inPlain, this.#modelText);
  }

  /** The chunks of a stream begin alike up to the model: what was found once is only compared. */
  #findModel(data: Buffer): Span | undefined {
    const known = this.#modelAt;
    if (known !== null && startsAlike(data, known.prefix)) return known.span;
    const span = scanTopLevel(data).spans.get('model');
    if (span !== undefined) this.#modelAt = { prefix: data.subarray(0, span.end + 1), span };
    return span;
  }

  /** `[DONE]` or the end of the bytes: the usage chunk goes out last, behind a complete answer. */
  #close(): void {
    if (this.#done) return;
    this.#done = true;
    if (!this.finished || !this.#options.includeUsage || this.#usageSent) return;
    if (this.#rawUsage === null) return;
    this.#ready.push(this.#usageChunk ?? this.#buildUsageChunk());
  }

  #buildUsageChunk(): Buffer {
    const { id, object, created } = this.#lastChunk;
    const { shownModel: model } = this.#options;
    const chunk = { id, object, created, model, choices: [], usage: this.#rawUsage };
    return frame(Buffer.from(JSON.stringify(chunk)));
  }
}

function errorOf(eventName: string, json: JsonObject): ProviderError | null {
  const isErrorEvent = eventName === 'error' && !Array.isArray(json['choices']);
  return findErrorInAnswer(json) ?? (isErrorEvent ? findErrorInAnswer({ error: json }) : null);
}

/** One event for the client. A line feed inside is white space of the JSON, so it may go. */
function frame(data: Buffer): Buffer {
  if (!data.includes(LINE_FEED)) return Buffer.concat([DATA, data, BLANK]);
  return Buffer.concat([DATA, Buffer.from(data.toString().replaceAll('\n', ' ')), BLANK]);
}

function startsAlike(data: Buffer, prefix: Buffer): boolean {
  return data.length > prefix.length && prefix.equals(data.subarray(0, prefix.length));
}
