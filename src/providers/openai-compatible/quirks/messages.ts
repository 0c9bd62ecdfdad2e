import { isJsonObject, type JsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';

/** Rewrites each message; the draft changes only if one of them did. */
export function mapMessages(draft: RequestDraft, map: (message: JsonObject) => JsonObject): void {
  mapList(draft, 'messages', map);
}

/** Rewrites each tool; the draft changes only if one of them did. */
export function mapTools(draft: RequestDraft, map: (tool: JsonObject) => JsonObject): void {
  mapList(draft, 'tools', map);
}

/** A list of nothing but text parts as one string; other content stays as it is. */
export function joinTextParts(message: JsonObject): JsonObject {
  const parts: unknown = message['content'];
  if (!Array.isArray(parts)) return message;
  const texts = parts.map(textOfPart);
  return texts.includes(null) ? message : { ...message, content: texts.join('') };
}

/** Without one member; the same object when it was not there. */
export function without(object: JsonObject, name: string): JsonObject {
  if (!(name in object)) return object;
  const { [name]: _, ...others } = object;
  return others;
}

function textOfPart(part: unknown): string | null {
  if (!isJsonObject(part) || part['type'] !== 'text') return null;
  return typeof part['text'] === 'string' ? part['text'] : null;
}

function mapList(draft: RequestDraft, name: string, map: (entry: JsonObject) => JsonObject): void {
  const list = draft.get(name);
  if (!Array.isArray(list)) return;
  const before: readonly unknown[] = list;
  const after = before.map((entry) => (isJsonObject(entry) ? map(entry) : entry));
  if (after.some((entry, index) => entry !== before[index])) draft.set(name, after);
}
