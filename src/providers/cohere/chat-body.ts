import type { EncodedCall, ProviderCall, UnsupportedCall } from '../provider.ts';
import { isJsonObject, listAt, objectAt } from '../shared/json-value.ts';
import type { JsonObject } from '../shared/json-value.ts';
import { isNeutral } from '../shared/neutral-params.ts';
import { applyExtraBody, applyParamPolicy, CHAT_PARAMS } from '../shared/param-policy.ts';
import { RequestDraft } from '../shared/request-draft.ts';
import { readToolWish } from '../shared/tool-wish.ts';
import { isUnsupported, jsonCall } from '../shared/unsupported-call.ts';
import { toCohereMessages } from './messages.ts';

/** OpenAI's names and Cohere's, where only the name differs; Cohere's own wins where both came. */
const RENAMED: Readonly<Record<string, string>> = {
  max_completion_tokens: 'max_tokens',
  top_p: 'p',
  top_k: 'k',
  stop: 'stop_sequences',
};

const SAME: ReadonlySet<string> = new Set([
  'frequency_penalty',
  'max_tokens',
  'presence_penalty',
  'seed',
  'stream',
  'temperature',
]);

const TRANSLATED: ReadonlySet<string> = new Set([
  'reasoning_effort',
  'response_format',
  'tool_choice',
  'tools',
]);

/** Encodes a chat for `/v2/chat`. */
export function encodeCohereChat(call: ProviderCall, path: string): EncodedCall | UnsupportedCall {
  const draft = new RequestDraft(call.request);
  const refused = applyParamPolicy(draft, {
    provider: 'cohere',
    operation: 'chat',
    policy: call.params,
    supports,
  });
  if (refused !== null) return refused;
  const messages = toCohereMessages(listAt(draft.toObject(), 'messages'));
  if (isUnsupported(messages)) return messages;
  translate(draft, call);
  draft.set('model', call.model);
  draft.set('messages', messages);
  applyExtraBody(draft, call.params);
  return jsonCall(path, draft.toObject());
}

function supports(name: string, value: unknown): boolean {
  return name in RENAMED || SAME.has(name) || TRANSLATED.has(name) || isNeutral(name, value);
}

function translate(draft: RequestDraft, call: ProviderCall): void {
  const { tools, required } = readToolWish(draft.get('tools'), draft.get('tool_choice'));
  const format = draft.get('response_format');
  const effort = draft.get('reasoning_effort');
  // The deployment's default of the older name must not win over the client's newer one.
  if (draft.has('max_completion_tokens')) draft.remove('max_tokens');
  for (const [from, to] of Object.entries(RENAMED)) draft.rename(from, to);
  if (typeof draft.get('stop_sequences') === 'string') {
    draft.set('stop_sequences', [draft.get('stop_sequences')]);
  }
  for (const name of draft.names()) if (isForeign(draft, name, call)) draft.remove(name);
  if (tools.length > 0) setTools(draft, tools, required);
  if (isJsonObject(format)) setFormat(draft, format);
  if (typeof effort === 'string' && !draft.has('thinking')) setThinking(draft, effort);
}

/** OpenAI's names that Cohere does not know would be refused there, and so would nulls. */
function isForeign(draft: RequestDraft, name: string, call: ProviderCall): boolean {
  if (draft.get(name) === null) return true;
  return CHAT_PARAMS.has(name) && !SAME.has(name) && !call.params.allowed.includes(name);
}

function setTools(draft: RequestDraft, tools: readonly unknown[], required: boolean): void {
  const functions = tools.filter(isJsonObject).map((tool) => objectAt(tool, 'function'));
  if (functions.some(({ strict }) => strict === true)) draft.set('strict_tools', true);
  draft.set('tools', functions.map(withoutStrict));
  if (required) draft.set('tool_choice', 'REQUIRED');
}

/** Cohere knows strictness for all tools together only. */
function withoutStrict(tool: JsonObject): JsonObject {
  const { strict: _strict, ...known } = tool;
  return { type: 'function', function: known };
}

function setFormat(draft: RequestDraft, format: JsonObject): void {
  const { schema } = objectAt(format, 'json_schema');
  if (format['type'] === 'text') return;
  draft.set('response_format', {
    type: 'json_object',
    ...(schema !== undefined && { json_schema: schema }),
  });
}

function setThinking(draft: RequestDraft, effort: string): void {
  const isOff = effort === 'none' || effort === 'minimal';
  draft.set('thinking', { type: isOff ? 'disabled' : 'enabled' });
}
