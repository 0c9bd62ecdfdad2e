import type { UnsupportedCall } from '../provider.ts';
import { isJsonObject, listAt, textAt } from '../shared/json-value.ts';
import type { JsonObject } from '../shared/json-value.ts';
import { isUnsupported, unsupported } from '../shared/unsupported-call.ts';

/** OpenAI's messages in the form of Cohere's second version, which is close to it. */
export function toCohereMessages(messages: readonly unknown[]): JsonObject[] | UnsupportedCall {
  const converted: JsonObject[] = [];
  for (const [index, message] of messages.entries()) {
    const next = toMessage(message, `messages[${index}]`);
    if (isUnsupported(next)) return next;
    converted.push(next);
  }
  return converted;
}

function toMessage(message: unknown, place: string): JsonObject | UnsupportedCall {
  if (!isJsonObject(message)) return unsupported(`${place} is not an object.`, 'messages');
  const content = toContent(message['content'], place);
  if (isUnsupported(content)) return content;
  const role = textAt(message, 'role') ?? 'none';
  if (role === 'assistant') return toAssistant(message, content);
  if (role === 'tool') return { role, tool_call_id: message['tool_call_id'], content };
  if (role === 'developer') return { role: 'system', content };
  if (role === 'system' || role === 'user') return { role, content };
  return unsupported(`${place}: Cohere has no role '${role}'.`, 'messages');
}

/** What was thought before tools were called is the plan; Cohere wants either that or content. */
function toAssistant(message: JsonObject, content: Content): JsonObject {
  const toolCalls = listAt(message, 'tool_calls');
  if (toolCalls.length === 0) return { role: 'assistant', content };
  const plan = textAt(message, 'reasoning_content');
  return {
    role: 'assistant',
    ...(content.length > 0 && { content }),
    ...(plan !== null && plan !== '' && { tool_plan: plan }),
    tool_calls: toolCalls,
  };
}

type Content = string | readonly JsonObject[];

function toContent(content: unknown, place: string): Content | UnsupportedCall {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts: JsonObject[] = [];
  for (const [index, part] of content.entries()) {
    const known = toPart(part);
    if (known === null) {
      return unsupported(`${place}.content[${index}]: Cohere takes text and images.`, 'messages');
    }
    parts.push(known);
  }
  return parts;
}

const OWN_PARTS: ReadonlySet<unknown> = new Set(['image_url', 'document', 'thinking']);

function toPart(part: unknown): JsonObject | null {
  if (typeof part === 'string') return { type: 'text', text: part };
  if (!isJsonObject(part)) return null;
  if (typeof part['text'] === 'string') return { type: 'text', text: part['text'] };
  if (typeof part['refusal'] === 'string') return { type: 'text', text: part['refusal'] };
  return OWN_PARTS.has(part['type']) ? part : null;
}
