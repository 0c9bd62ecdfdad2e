import type { UnsupportedCall } from '../provider.ts';
import { isJsonObject, listAt, objectAt, parseJsonObject, textAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { isUnsupported, unsupported } from './unsupported-call.ts';

const ROLES: Readonly<Record<string, string>> = { developer: 'system', function: 'tool' };

/**
 * OpenAI's messages in Ollama's form. The whole tool history goes out: calls of the assistant with
 * their arguments as objects, results with the name of the tool that gave them.
 */
export function toOllamaMessages(messages: readonly unknown[]): JsonObject[] | UnsupportedCall {
  const toolNames = new Map<string, string>();
  const converted: JsonObject[] = [];
  for (const [index, message] of messages.entries()) {
    const place = `messages[${index}]`;
    if (!isJsonObject(message)) return unsupported(`${place} is not an object.`, 'messages');
    const next = toMessage(message, place, toolNames);
    if (isUnsupported(next)) return next;
    converted.push(next);
  }
  return converted;
}

function toMessage(
  message: JsonObject,
  place: string,
  toolNames: Map<string, string>,
): JsonObject | UnsupportedCall {
  const role = textAt(message, 'role') ?? 'user';
  const content = toContent(message['content'], place);
  if (isUnsupported(content)) return content;
  const calls = toToolCalls(message, place, toolNames);
  if (isUnsupported(calls)) return calls;
  const thinking = textAt(message, 'reasoning_content');
  return {
    role: ROLES[role] ?? role,
    content: content.text,
    ...(content.images.length > 0 && { images: content.images }),
    ...(thinking !== null && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(ROLES[role] === 'tool' || role === 'tool' ? toolResult(message, toolNames) : null),
  };
}

/** Older servers know `tool_name` only, newer ones match by id as well. */
function toolResult(message: JsonObject, toolNames: ReadonlyMap<string, string>): JsonObject {
  const id = textAt(message, 'tool_call_id');
  const name = textAt(message, 'name') ?? toolNames.get(id ?? '');
  return {
    ...(name !== undefined && { tool_name: name }),
    ...(id !== null && { tool_call_id: id }),
  };
}

function toToolCalls(
  message: JsonObject,
  place: string,
  toolNames: Map<string, string>,
): JsonObject[] | UnsupportedCall {
  const calls: JsonObject[] = [];
  for (const [index, call] of listAt(message, 'tool_calls').filter(isJsonObject).entries()) {
    const called = objectAt(call, 'function');
    const name = textAt(called, 'name') ?? '';
    const id = textAt(call, 'id');
    const given = toArguments(called['arguments']);
    if (given === null) {
      const where = `${place}.tool_calls[${index}].function.arguments`;
      return unsupported(`${where} is not a JSON object, which Ollama requires.`, 'messages');
    }
    if (id !== null) toolNames.set(id, name);
    calls.push({ ...(id !== null && { id }), function: { name, arguments: given } });
  }
  return calls;
}

function toArguments(value: unknown): JsonObject | null {
  if (isJsonObject(value)) return value;
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? {} : parseJsonObject(text);
}

interface Content {
  text: string;
  readonly images: string[];
}

function toContent(value: unknown, place: string): Content | UnsupportedCall {
  const content: Content = { text: '', images: [] };
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  for (const [index, part] of parts.entries()) {
    const refused = addPart(content, part, `${place}.content[${index}]`);
    if (refused !== null) return refused;
  }
  return content;
}

function addPart(content: Content, part: unknown, place: string): UnsupportedCall | null {
  if (typeof part === 'string') content.text += part;
  else if (!isJsonObject(part)) return unsupported(`${place} is not a content part.`, 'messages');
  else if (part['type'] === 'image_url') return addImage(content, part, place);
  else if (typeof part['text'] === 'string') content.text += part['text'];
  else if (typeof part['refusal'] === 'string') content.text += part['refusal'];
  else {
    const type = textAt(part, 'type') ?? 'unknown';
    return unsupported(`${place}: Ollama takes text and images, not '${type}'.`, 'messages');
  }
  return null;
}

const DATA_URL = /^data:[^,]*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/=\s_-]+$/;

/** Ollama fetches nothing: images have to be in the request. */
function addImage(content: Content, part: JsonObject, place: string): UnsupportedCall | null {
  const url = textAt(part, 'image_url') ?? textAt(objectAt(part, 'image_url'), 'url') ?? '';
  const data = url.replace(DATA_URL, '');
  if (data === '' || !BASE64.test(data)) {
    return unsupported(
      `${place}: Ollama does not fetch images. Send the image as a data: URL with base64.`,
      'messages',
    );
  }
  content.images.push(data);
  return null;
}
