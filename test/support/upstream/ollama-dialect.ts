import type { FakeAnswer } from './answer.ts';
import {
  CREATED_ISO,
  inputsOf,
  vectorOf,
  type Dialect,
  type DialectRequest,
  type FakeError,
  type Frame,
} from './dialect.ts';

const line = (json: string): string => `${json}\n`;

const SHARED = {
  streamType: 'application/x-ndjson',
  /** Ollama streams unless told not to. */
  wantsStream: (json: Readonly<Record<string, unknown>>): boolean => json['stream'] !== false,
  frame: line,
  error: ({ message }: FakeError): unknown => ({ error: message }),
};

/** `POST /api/chat`. */
export const ollamaChat: Dialect = {
  ...SHARED,
  name: 'ollama-chat',
  whole: (request, answer) => ({
    ...headOf(request),
    message: message(answer.tokens.join(''), {
      ...(answer.reasoning.length > 0 ? { thinking: answer.reasoning.join('') } : {}),
      ...(answer.toolCalls.length > 0 ? { tool_calls: toolCalls(answer) } : {}),
    }),
    ...tailOf(answer),
  }),
  frames: (request, answer) => [
    ...answer.reasoning.map((text) => chatLine(request, 'reasoning', '', { thinking: text })),
    ...answer.tokens.map((text) => chatLine(request, 'token', text, {})),
    ...toolCalls(answer).map((call) => chatLine(request, 'tool', '', { tool_calls: [call] })),
    finish({ ...headOf(request), message: message('', {}), ...tailOf(answer) }),
  ],
};

/** `POST /api/generate`. */
export const ollamaGenerate: Dialect = {
  ...SHARED,
  name: 'ollama-generate',
  whole: (request, answer) => ({
    ...headOf(request),
    response: answer.tokens.join(''),
    ...tailOf(answer),
  }),
  frames: (request, answer) => [
    ...answer.tokens.map((response): Frame => {
      const body = { ...headOf(request), response, done: false };
      return { kind: 'token', text: line(JSON.stringify(body)) };
    }),
    finish({ ...headOf(request), response: '', ...tailOf(answer) }),
  ],
};

/** `POST /api/embed`, and the older `/api/embeddings` with one vector. */
export const ollamaEmbed: Dialect = {
  ...SHARED,
  name: 'ollama-embed',
  wantsStream: () => false,
  frames: () => [],
  whole: ({ path, json, model }) =>
    path.endsWith('/api/embeddings')
      ? { embedding: vectorOf(0) }
      : {
          model,
          embeddings: inputsOf(json).map((_input, index) => vectorOf(index)),
          total_duration: 14_143_917,
          load_duration: 1_019_500,
          prompt_eval_count: 7,
        },
};

function headOf(request: DialectRequest): object {
  return { model: request.model, created_at: CREATED_ISO };
}

function tailOf(answer: FakeAnswer): object {
  return {
    // Ollama knows `stop` and `length`; tool calls end with `stop`.
    done_reason: answer.finishReason === 'length' ? 'length' : 'stop',
    done: true,
    total_duration: 1_000_000_000,
    load_duration: 1_000_000,
    prompt_eval_count: answer.promptTokens,
    prompt_eval_duration: 100_000_000,
    eval_count: answer.completionTokens,
    eval_duration: 800_000_000,
  };
}

function chatLine(
  request: DialectRequest,
  kind: Frame['kind'],
  content: string,
  extra: object,
): Frame {
  const body = { ...headOf(request), message: message(content, extra), done: false };
  return { kind, text: line(JSON.stringify(body)) };
}

function finish(body: object): Frame {
  return { kind: 'finish', text: line(JSON.stringify(body)) };
}

function message(content: string, extra: object): object {
  return { role: 'assistant', content, ...extra };
}

function toolCalls(answer: FakeAnswer): object[] {
  return answer.toolCalls.map((call) => ({
    function: { name: call.name, arguments: call.arguments },
  }));
}
