import type { Usage } from '../../core/llm.ts';
import { StreamTape } from '../../core/stream-tape.ts';
import type { ProviderCall } from '../provider.ts';
import type { JsonObject } from './json-value.ts';

/** `usage` as OpenAI writes it. */
function renderUsage(usage: Usage): JsonObject {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.totalTokens,
  };
}

/** Adds up what a provider counted; null when it counted nothing. */
export function toUsage(prompt: number | null, completion: number | null): Usage | null {
  if (prompt === null && completion === null) return null;
  const promptTokens = prompt ?? 0;
  const completionTokens = completion ?? 0;
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

/** An answer of one choice, read from whatever shape the provider has. */
export interface ChatAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly JsonObject[];
  readonly finishReason: string;
  readonly usage: Usage;
}

/** A whole `chat.completion`. */
export function renderChat(call: ProviderCall, answer: ChatAnswer): Buffer {
  const { text, reasoning, toolCalls, finishReason } = answer;
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
  return renderAnswer(call, {
    id: `chatcmpl-${call.id}`,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: renderUsage(answer.usage),
  });
}

/** A whole `text_completion`. */
export function renderCompletion(
  call: ProviderCall,
  answer: Pick<ChatAnswer, 'text' | 'finishReason' | 'usage'>,
): Buffer {
  const { text, finishReason } = answer;
  return renderAnswer(call, {
    id: `cmpl-${call.id}`,
    object: 'text_completion',
    choices: [{ index: 0, text, logprobs: null, finish_reason: finishReason }],
    usage: renderUsage(answer.usage),
  });
}

function renderAnswer(call: ProviderCall, { id, object, ...rest }: JsonObject): Buffer {
  const head = { id, object, created: call.createdS, model: call.shownModel };
  return Buffer.from(JSON.stringify({ ...head, ...rest }));
}

/**
 * Writes the client's SSE events for an adapter that translates. `id`, `created` and `model` stay
 * the same over the stream, the role comes once, and the finish chunk has an empty delta.
 */
export class OpenAiChunks {
  /** What was written, in the order of `take`. */
  readonly tape = new StreamTape();
  readonly #head: string;
  readonly #isChat: boolean;
  #events: string[] = [];
  #roleSent = false;

  constructor(call: ProviderCall) {
    this.#isChat = call.request.operation === 'chat';
    const head = {
      id: `${this.#isChat ? 'chatcmpl' : 'cmpl'}-${call.id}`,
      object: this.#isChat ? 'chat.completion.chunk' : 'text_completion',
      created: call.createdS,
      model: call.shownModel,
    };
    this.tape.noteHead(head);
    this.#head = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[`;
  }

  /** A part of the answer's text; not sent when empty. */
  text(text: string): void {
    if (text === '') return;
    if (this.#isChat) {
      this.delta({ content: text });
      return;
    }
    this.tape.noteText(text);
    this.#choice(`"text":${JSON.stringify(text)},"logprobs":null`, null);
  }

  /** A delta of a chat; the first one gets the role. */
  delta(delta: JsonObject): void {
    const whole = this.#roleSent ? delta : { role: 'assistant', ...delta };
    this.#roleSent = true;
    this.tape.noteDelta(whole);
    this.#choice(`"delta":${JSON.stringify(whole)}`, null);
  }

  /** The finish chunk. */
  finish(reason: string): void {
    if (this.#isChat && !this.#roleSent) this.delta({ content: '' });
    this.#choice(this.#isChat ? '"delta":{}' : '"text":"","logprobs":null', reason);
  }

  /** OpenAI's usage chunk, without choices. */
  usage(usage: Usage): void {
    this.#events.push(`${this.#head}],"usage":${JSON.stringify(renderUsage(usage))}}\n\n`);
  }

  /** What was written since the last call. */
  take(): Buffer | null {
    if (this.#events.length === 0) return null;
    const bytes = Buffer.from(this.#events.join(''));
    this.#events = [];
    return bytes;
  }

  #choice(body: string, finishReason: string | null): void {
    const reason = JSON.stringify(finishReason);
    this.#events.push(`${this.#head}{"index":0,${body},"finish_reason":${reason}}]}\n\n`);
  }
}
