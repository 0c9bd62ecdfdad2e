import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, ProviderError } from '../provider.ts';
import { isJsonObject, listAt, numberAt, objectAt, textAt } from '../shared/json-value.ts';
import type { JsonObject } from '../shared/json-value.ts';
import { renderChat, toUsage } from '../shared/openai-chunks.ts';
import { breach } from '../shared/provider-error.ts';

const FINISH_REASONS: Readonly<Record<string, string>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_TOXIC: 'content_filter',
};

/** OpenAI's finish reason; a reason that means failure becomes the error it is. */
export function toFinish(reason: string | null, said: string | null): string | ProviderError {
  if (reason === 'TIMEOUT') return { ...breach(said ?? 'Cohere ran out of time.'), status: 504 };
  if (reason === 'ERROR') return breach(said ?? 'Cohere failed while it was answering.');
  return FINISH_REASONS[reason ?? ''] ?? 'stop';
}

/** Tokens as Cohere counted them; where it names only what it bills, that. */
export function readCohereUsage(usage: JsonObject): Usage | null {
  const tokens = objectAt(usage, 'tokens');
  const billed = objectAt(usage, 'billed_units');
  return toUsage(
    numberAt(tokens, 'input_tokens') ?? numberAt(billed, 'input_tokens'),
    numberAt(tokens, 'output_tokens') ?? numberAt(billed, 'output_tokens'),
  );
}

/** A whole answer of `/v2/chat`; null when the object is none. */
export function decodeCohereChat(
  call: ProviderCall,
  json: JsonObject,
): DecodedAnswer | ProviderError | null {
  if (!isJsonObject(json['message'])) return null;
  const finishReason = toFinish(textAt(json, 'finish_reason'), textAt(json, 'error'));
  if (typeof finishReason !== 'string') return finishReason;
  const usage = readCohereUsage(objectAt(json, 'usage'));
  const message = objectAt(json, 'message');
  const body = renderChat(call, {
    text: joinBlocks(message, 'text'),
    reasoning: (textAt(message, 'tool_plan') ?? '') + joinBlocks(message, 'thinking'),
    toolCalls: listAt(message, 'tool_calls').filter(isJsonObject),
    finishReason,
    usage: usage ?? { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
  });
  return { body, usage, finishReason };
}

function joinBlocks(message: JsonObject, member: 'text' | 'thinking'): string {
  const blocks = listAt(message, 'content').filter(isJsonObject);
  return blocks.map((block) => textAt(block, member) ?? '').join('');
}
