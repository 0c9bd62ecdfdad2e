import { isJsonObject, type JsonObject } from './json-value.ts';

/** Members of a delta that carry something for the reader; a bare role or `""` is no content. */
const CONTENT_MEMBERS = [
  'content',
  'reasoning_content',
  'reasoning',
  'tool_calls',
  'refusal',
  'audio',
  'function_call',
] as const;

/** True when a streamed choice brings a token: text, reasoning, a tool call, a refusal or sound. */
export function hasContent(choice: JsonObject): boolean {
  if (isFilled(choice['text'])) return true;
  const delta = choice['delta'];
  return isJsonObject(delta) && CONTENT_MEMBERS.some((member) => isFilled(delta[member]));
}

function isFilled(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  return isJsonObject(value) && Object.keys(value).length > 0;
}
