import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, ProviderError } from '../provider.ts';
import { renderEmbeddings } from './embedding-answer.ts';
import { listAt, numberAt, parseJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { readOllamaReply, toFinishReason, toOpenAiToolCall } from './ollama-reply.ts';
import type { OllamaReply } from './ollama-reply.ts';
import { splitThinking } from './ollama-think.ts';
import { renderChat, renderCompletion, toUsage } from './openai-chunks.ts';
import { describeForeignBody, findErrorInAnswer } from './provider-error.ts';

/** A complete answer of Ollama in OpenAI's form. */
export function decodeOllama(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError {
  const json = parseJsonObject(body);
  if (json === null) return describeForeignBody(body);
  const answer =
    call.request.operation === 'embedding' ? decodeEmbedding(call, json) : decodeText(call, json);
  return answer ?? findErrorInAnswer(json) ?? describeForeignBody(body);
}

function decodeEmbedding(call: ProviderCall, json: JsonObject): DecodedAnswer | null {
  if (!Array.isArray(json['embeddings'])) return null;
  const usage = toUsage(numberAt(json, 'prompt_eval_count'), 0);
  const vectors = listAt(json, 'embeddings').filter((vector) => Array.isArray(vector));
  return renderEmbeddings(call, vectors, usage);
}

function decodeText(call: ProviderCall, json: JsonObject): DecodedAnswer | null {
  const reply = readOllamaReply(json);
  if (reply === null) return null;
  const finishReason = toFinishReason(reply.doneReason, reply.toolCalls.length > 0);
  return { body: renderReply(call, reply, finishReason), usage: reply.usage, finishReason };
}

function renderReply(call: ProviderCall, reply: OllamaReply, finishReason: string): Buffer {
  const usage: Usage = reply.usage ?? { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  if (call.request.operation === 'completion') {
    return renderCompletion(call, { text: reply.text, finishReason, usage });
  }
  const split = splitThinking(reply.text);
  const toolCalls = reply.toolCalls.map((tool, index) => toOpenAiToolCall(tool, call.id, index));
  return renderChat(call, {
    text: split.text,
    reasoning: reply.thinking + split.reasoning,
    toolCalls,
    finishReason,
    usage,
  });
}
