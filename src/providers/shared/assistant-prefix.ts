import { scanTopLevel, spliceTopLevel } from '../../core/json-scan.ts';
import type { LlmRequest } from '../../core/llm.ts';
import { isJsonObject, listAt, textAt, type JsonObject } from './json-value.ts';
import { thinksFirst } from './thinks-first.ts';

/** How a provider is told that the last message is the beginning of the answer. */
export interface PrefixWay {
  /** Members of that message besides `role` and `content`. */
  readonly mark?: JsonObject;
  /** Members of the body. */
  readonly body?: JsonObject;
  /** The models for which it is known to work; all by default. */
  readonly models?: RegExp;
  /** The stream begins with the given text again: less of it could not be told from news. */
  readonly minChars?: number;
}

/** Families that think before they answer unless they are told not to: they would think anew. */
const THINKS_BY_DEFAULT =
  /gpt-oss|qwen3(?!.*(?:instruct|coder))|glm-(?:4\.[5-9]|[5-9])|kimi-k2\.\d|minimax-m\d|deepseek-v3\.[1-9]/i;

/** Members that bind the answer to a form: a part of it is no valid beginning of another. */
const FORMS = [
  'format',
  'guided_choice',
  'guided_grammar',
  'guided_json',
  'guided_regex',
  'structured_outputs',
] as const;

const LENGTH_LIMITS = ['max_tokens', 'max_completion_tokens'] as const;
const CHARS_PER_TOKEN = 4;

/**
 * The request with `delivered` as the beginning of its answer, or null where a model would not
 * simply go on from it: requests with tools or a form to keep to, and models that think first.
 */
export function endWithPrefix(
  request: LlmRequest,
  { model, delivered }: { readonly model: string; readonly delivered: string },
  way: PrefixWay,
): LlmRequest | null {
  if (request.operation !== 'chat' || delivered === '' || isBound(request.json)) return null;
  if (thinksFirst(request, model) || THINKS_BY_DEFAULT.test(model)) return null;
  if (way.models?.test(model) === false || delivered.length < (way.minChars ?? 0)) return null;
  const messages = prefixedMessages(listAt(request.json, 'messages'), delivered, way.mark);
  if (messages === null) return null;
  return withMembers(request, { messages, ...way.body, ...lowerLimits(request.json, delivered) });
}

function isBound(json: JsonObject): boolean {
  if (listAt(json, 'tools').length > 0 || listAt(json, 'functions').length > 0) return true;
  const form = json['response_format'] ?? null;
  if (form !== null && !(isJsonObject(form) && form['type'] === 'text')) return true;
  return FORMS.some((name) => (json[name] ?? null) !== null);
}

/** A client may have begun the answer itself: then what was delivered goes on from that. */
function prefixedMessages(
  messages: readonly unknown[],
  delivered: string,
  mark: JsonObject | undefined,
): JsonObject[] | null {
  const all = messages.filter(isJsonObject);
  const last = all.at(-1);
  if (last?.['role'] !== 'assistant') {
    return [...all, { role: 'assistant', content: delivered, ...mark }];
  }
  const begun = textAt(last, 'content');
  if (begun === null || listAt(last, 'tool_calls').length > 0) return null;
  return [...all.slice(0, -1), { ...last, content: begun + delivered, ...mark }];
}

/** What was delivered counts against the client's limit; its tokens are estimated by its length. */
function lowerLimits(json: JsonObject, delivered: string): JsonObject {
  const spent = Math.ceil(delivered.length / CHARS_PER_TOKEN);
  const limits: Record<string, number> = {};
  for (const name of LENGTH_LIMITS) {
    const limit = json[name];
    if (typeof limit === 'number') limits[name] = Math.max(1, limit - spent);
  }
  return limits;
}

function withMembers(request: LlmRequest, members: JsonObject): LlmRequest {
  const texts = new Map(
    Object.entries(members).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
  );
  const body = spliceTopLevel(request.body, request.spans, texts);
  const { spans } = scanTopLevel(body);
  return { ...request, body, spans, json: { ...request.json, ...members } };
}
