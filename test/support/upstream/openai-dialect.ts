import type { FakeAnswer } from './answer.ts';
import {
  CREATED_S,
  inputsOf,
  openaiError,
  vectorOf,
  type Dialect,
  type DialectRequest,
  type Frame,
} from './dialect.ts';

const event = (value: unknown): string => sse(JSON.stringify(value));
const sse = (data: string): string => `data: ${data}\n\n`;
const DONE: Frame = { kind: 'done', text: sse('[DONE]') };

const SHARED = {
  streamType: 'text/event-stream; charset=utf-8',
  wantsStream: (json: Readonly<Record<string, unknown>>): boolean => json['stream'] === true,
  frame: sse,
  error: openaiError,
};

/** `POST …/chat/completions`. */
export const openaiChat: Dialect = {
  ...SHARED,
  name: 'openai-chat',
  whole: (request, answer) => ({
    ...envelope(request, 'chatcmpl', 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.toolCalls.length > 0 ? null : answer.tokens.join(''),
          ...reasoningOf(answer),
          ...(answer.toolCalls.length > 0 ? { tool_calls: toolCalls(answer) } : {}),
        },
        logprobs: null,
        finish_reason: answer.finishReason,
      },
    ],
    usage: usageOf(answer),
  }),
  frames: (request, answer) => [
    chunk(request, 'role', { role: 'assistant', content: '' }),
    ...answer.reasoning.map((text) => chunk(request, 'reasoning', { reasoning_content: text })),
    ...answer.tokens.map((text) => chunk(request, 'token', { content: text })),
    ...toolCalls(answer).map((call, index) =>
      chunk(request, 'tool', { tool_calls: [{ index, ...call }] }),
    ),
    chunk(request, 'finish', {}, answer.finishReason),
    ...usageFrames(request, answer, 'chat.completion.chunk'),
    DONE,
  ],
};

/** `POST …/completions`. */
export const openaiCompletions: Dialect = {
  ...SHARED,
  name: 'openai-completions',
  whole: (request, answer) => ({
    ...envelope(request, 'cmpl', 'text_completion'),
    choices: [textChoice(answer.tokens.join(''), answer.finishReason)],
    usage: usageOf(answer),
  }),
  frames: (request, answer) => [
    ...answer.tokens.map((text) => textChunk(request, 'token', text, null)),
    textChunk(request, 'finish', '', answer.finishReason),
    ...usageFrames(request, answer, 'text_completion'),
    DONE,
  ],
};

/** `POST …/embeddings`, also as Base64. */
export const openaiEmbeddings: Dialect = {
  ...SHARED,
  name: 'openai-embeddings',
  wantsStream: () => false,
  frames: () => [],
  whole: ({ json, model }) => ({
    object: 'list',
    data: inputsOf(json).map((_input, index) => ({
      object: 'embedding',
      index,
      embedding: encodeVector(vectorOf(index), json['encoding_format'] === 'base64'),
    })),
    model,
    usage: { prompt_tokens: 7, total_tokens: 7 },
  }),
};

function envelope(request: DialectRequest, prefix: string, object: string): object {
  return {
    id: `${prefix}-fake-${request.index}`,
    object,
    created: CREATED_S,
    model: request.model,
  };
}

function chunk(
  request: DialectRequest,
  kind: Frame['kind'],
  delta: object,
  finishReason: string | null = null,
): Frame {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  const head = envelope(request, 'chatcmpl', 'chat.completion.chunk');
  return { kind, text: event({ ...head, choices }) };
}

function textChunk(
  request: DialectRequest,
  kind: Frame['kind'],
  text: string,
  finishReason: string | null,
): Frame {
  const head = envelope(request, 'cmpl', 'text_completion');
  return { kind, text: event({ ...head, choices: [textChoice(text, finishReason)] }) };
}

function textChoice(text: string, finishReason: string | null): object {
  return { text, index: 0, logprobs: null, finish_reason: finishReason };
}

function usageFrames(request: DialectRequest, answer: FakeAnswer, object: string): Frame[] {
  const options = request.json['stream_options'];
  const wanted =
    typeof options === 'object' && options !== null && 'include_usage' in options
      ? options.include_usage === true
      : false;
  if (!wanted) return [];
  const prefix = object === 'text_completion' ? 'cmpl' : 'chatcmpl';
  const body = { ...envelope(request, prefix, object), choices: [], usage: usageOf(answer) };
  return [{ kind: 'usage', text: event(body) }];
}

function usageOf(answer: FakeAnswer): object {
  const { promptTokens, completionTokens } = answer;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function reasoningOf(answer: FakeAnswer): object {
  return answer.reasoning.length > 0 ? { reasoning_content: answer.reasoning.join('') } : {};
}

function toolCalls(answer: FakeAnswer): object[] {
  return answer.toolCalls.map((call, index) => ({
    id: `call_fake_${index}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
}

function encodeVector(vector: number[], base64: boolean): number[] | string {
  return base64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
}
