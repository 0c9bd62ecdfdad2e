import type { Usage } from '../../core/llm.ts';

/** A JSON object of unknown content. */
export type JsonObject = Record<string, unknown>;

/** True for an object that is neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the text holds, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A non-empty string, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The objects of a list; nothing where there is no list. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** OpenAI's `usage` object; null when there is none or it counts nothing. */
export function readUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
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
  };
}

/** The first `finish_reason` among choices. */
export function readFinishReason(choices: readonly JsonObject[]): string | null {
  for (const choice of choices) {
    const reason = textOf(choice['finish_reason']);
    if (reason !== null) return reason;
  }
  return null;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
