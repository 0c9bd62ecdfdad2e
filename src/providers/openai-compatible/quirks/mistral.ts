import { isJsonObject, type JsonObject } from '../../shared/json-value.ts';
import { objectsOf } from '../../shared/openai-json.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';
import { joinTextParts, mapMessages, without } from './messages.ts';

/** Mistral's names for OpenAI's parameters. */
export function renameMistralParams(draft: RequestDraft): void {
  if (draft.get('tool_choice') === 'required') draft.set('tool_choice', 'any');
  draft.rename('seed', 'random_seed');
  draft.rename('max_completion_tokens', 'max_tokens');
}

/** Mistral refuses `name` on all but tool messages, and empty content beside tool calls. */
export function cleanMistralMessages(draft: RequestDraft): void {
  mapMessages(draft, (message) => dropEmptyContent(joinTextParts(dropName(message))));
}

/** Thinking comes as content blocks, tool calls without a type: both as OpenAI has them. */
export function fixMistralChoice(choice: JsonObject, part: 'message' | 'delta'): JsonObject {
  const before = choice[part];
  if (!isJsonObject(before)) return choice;
  const after = typeToolCalls(splitThinking(before));
  return after === before ? choice : { ...choice, [part]: after };
}

function dropName(message: JsonObject): JsonObject {
  return message['role'] === 'tool' ? message : without(message, 'name');
}

function dropEmptyContent(message: JsonObject): JsonObject {
  const isEmptyCall = message['content'] === '' && objectsOf(message['tool_calls']).length > 0;
  return isEmptyCall ? { ...message, content: null } : message;
}

function splitThinking(part: JsonObject): JsonObject {
  if (!Array.isArray(part['content'])) return part;
  const blocks = objectsOf(part['content']);
  const reasoning = blocks
    .filter((block) => block['type'] === 'thinking')
    .map((block) => joinTexts(objectsOf(block['thinking'])))
    .join('');
  const content = joinTexts(blocks.filter((block) => block['type'] === 'text'));
  return { ...part, content, ...(reasoning !== '' && { reasoning_content: reasoning }) };
}

function joinTexts(blocks: readonly JsonObject[]): string {
  return blocks.map((block) => (typeof block['text'] === 'string' ? block['text'] : '')).join('');
}

function typeToolCalls(part: JsonObject): JsonObject {
  const calls = objectsOf(part['tool_calls']);
  if (calls.every((call) => typeof call['type'] === 'string')) return part;
  return {
    ...part,
    tool_calls: calls.map((call) => ({ ...call, type: call['type'] ?? 'function' })),
  };
}
