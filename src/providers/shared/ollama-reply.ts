import type { Usage } from '../../core/llm.ts';
import { isJsonObject, listAt, numberAt, objectAt, textAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { toUsage } from './openai-chunks.ts';

/** One message of Ollama: a whole answer, or one line of a stream. */
export interface OllamaReply {
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls: readonly JsonObject[];
  readonly done: boolean;
  readonly doneReason: string | null;
  readonly usage: Usage | null;
}

/** Reads an answer of `/api/chat` or `/api/generate`; null for an object that is neither. */
export function readOllamaReply(json: JsonObject): OllamaReply | null {
  const isChat = isJsonObject(json['message']);
  if (!isChat && typeof json['response'] !== 'string') return null;
  const message = isChat ? objectAt(json, 'message') : json;
  return {
    text: textAt(message, isChat ? 'content' : 'response') ?? '',
    thinking: textAt(message, 'thinking') ?? '',
    toolCalls: listAt(message, 'tool_calls').filter(isJsonObject),
    done: json['done'] === true,
    doneReason: textAt(json, 'done_reason'),
    usage: toUsage(numberAt(json, 'prompt_eval_count'), numberAt(json, 'eval_count')),
  };
}

/** A tool call in OpenAI's form: arguments as JSON text, and an id where Ollama gave none. */
export function toOpenAiToolCall(call: JsonObject, callId: string, index: number): JsonObject {
  const called = objectAt(call, 'function');
  const given = called['arguments'];
  return {
    id: textAt(call, 'id') ?? `call_${callId}_${index}`,
    type: 'function',
    function: {
      name: textAt(called, 'name') ?? '',
      arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
    },
  };
}

/** OpenAI's finish reason; `load` and `unload` mean that there was nothing to say. */
export function toFinishReason(doneReason: string | null, calledTools: boolean): string {
  if (calledTools) return 'tool_calls';
  return doneReason === 'length' ? 'length' : 'stop';
}
