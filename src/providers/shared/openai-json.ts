import type { Usage } from '../../core/llm.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';

/**
 * Repairs one choice of an answer. `part` names the member that holds the text. Gives back the same
 * object when there is nothing to repair, a new one otherwise.
 */
export type ChoiceFix = (choice: JsonObject, part: 'message' | 'delta') => JsonObject;

/** A non-empty string, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The objects of a list; nothing where there is no list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** OpenAI's `usage` object; null when there is none or it counts nothing. */
export function readUsage(value: unknown): Usage | null {
  if (!isJsonObject(value)) return null;
  const promptTokens = countOf(value['prompt_tokens']);
  const completionTokens = countOf(value['completion_tokens']);
  const totalTokens = countOf(value['total_tokens']);
  if (promptTokens === null && completionTokens === null && totalTokens === null) return null;
  const prompt = promptTokens ?? 0;
  const completion = completionTokens ?? 0;
  return {
    promptTokens: prompt,
    completionTokens: completion,
    totalTokens: totalTokens ?? prompt + completion,
    ...readParts(value),
  };
}

/** The parts that have prices of their own; DeepSeek counts its cache's hits beside the rest. */
function readParts(usage: JsonObject): Partial<Usage> {
  const prompt = objectOf(usage['prompt_tokens_details']);
  const completion = objectOf(usage['completion_tokens_details']);
  const read = countOf(prompt['cached_tokens'] ?? usage['prompt_cache_hit_tokens']);
  const written = countOf(prompt['cache_creation_tokens'] ?? usage['cache_creation_input_tokens']);
  const thought = countOf(completion['reasoning_tokens']);
  return {
    ...(isSome(read) ? { cacheReadTokens: read } : {}),
    ...(isSome(written) ? { cacheWriteTokens: written } : {}),
    ...(isSome(thought) ? { reasoningTokens: thought } : {}),
  };
}

const NOTHING: JsonObject = {};

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NOTHING;
}

function isSome(count: number | null): count is number {
  return count !== null && count > 0;
}

/** The usage of a whole answer or chunk; Groq also hides it in `x_groq`. */
export function findUsage(json: JsonObject): unknown {
  const groq = json['x_groq'];
  return json['usage'] ?? (isJsonObject(groq) ? groq['usage'] : undefined);
}

/** The first `finish_reason` among choices. */
export function readFinishReason(choices: readonly JsonObject[]): string | null {
  for (const choice of choices) {
    const reason = textOf(choice['finish_reason']);
    if (reason !== null) return reason;
  }
  return null;
}

/** `json` with its choices repaired; the same object when no choice needed it. */
export function fixChoices(
  json: JsonObject,
  fix: ChoiceFix,
  part: 'message' | 'delta',
): JsonObject {
  const choices: readonly unknown[] = Array.isArray(json['choices']) ? json['choices'] : [];
  const fixed = choices.map((choice) => (isJsonObject(choice) ? fix(choice, part) : choice));
  const isSame = fixed.every((choice, index) => choice === choices[index]);
  return isSame ? json : { ...json, choices: fixed };
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
