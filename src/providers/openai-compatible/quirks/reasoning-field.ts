import { isJsonObject, type JsonObject } from '../../shared/json-value.ts';
import { without } from './messages.ts';

/** Groq and OpenRouter call it `reasoning`; clients look for `reasoning_content`. */
export function renameReasoning(choice: JsonObject, part: 'message' | 'delta'): JsonObject {
  const before = choice[part];
  if (!isJsonObject(before) || !('reasoning' in before)) return choice;
  const { reasoning } = before;
  const rest = without(before, 'reasoning');
  const isNews = reasoning !== null && !('reasoning_content' in before);
  return { ...choice, [part]: isNews ? { ...rest, reasoning_content: reasoning } : rest };
}
