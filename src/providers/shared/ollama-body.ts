import type { ProviderCall, UnsupportedCall } from '../provider.ts';
import { isJsonObject, objectAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { isNeutral } from './neutral-params.ts';
import { applyParamPolicy, CHAT_PARAMS } from './param-policy.ts';
import { RequestDraft } from './request-draft.ts';
import { readToolWish } from './tool-wish.ts';

/** OpenAI parameters that become one of Ollama's `options`; later names win. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  max_tokens: 'num_predict',
  max_completion_tokens: 'num_predict',
  temperature: 'temperature',
  top_p: 'top_p',
  seed: 'seed',
  stop: 'stop',
  // Not `repeat_penalty`, which multiplies: OpenAI's default of 0 would wreck the answer.
  frequency_penalty: 'frequency_penalty',
  presence_penalty: 'presence_penalty',
};

/** Ollama's own parameters beside `options`. */
const TOP_LEVEL: ReadonlySet<string> = new Set([
  'context',
  'dimensions',
  'format',
  'keep_alive',
  'raw',
  'shift',
  'suffix',
  'system',
  'template',
  'think',
  'truncate',
]);

/** Translated one by one, or put into the body by the caller of `toOllamaBody`. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'encoding_format',
  'input',
  'messages',
  'model',
  'options',
  'prompt',
  'reasoning_effort',
  'response_format',
  'tool_choice',
  'tools',
]);

/** OpenAI's names outside of chat that say nothing to Ollama. */
const MEANINGLESS: ReadonlySet<string> = new Set(['best_of', 'echo']);

/** The parameters of a call after the deployment's policy, or its refusal. */
export function ollamaParams(call: ProviderCall): JsonObject | UnsupportedCall {
  const draft = new RequestDraft(call.request);
  const refused = applyParamPolicy(draft, {
    provider: 'ollama',
    operation: call.request.operation,
    policy: call.params,
    supports: (name, value) =>
      name in OPTION_NAMES || TOP_LEVEL.has(name) || ELSEWHERE.has(name) || isNeutral(name, value),
  });
  return refused ?? draft.toObject();
}

/**
 * The body of a call: `content` is what the model is asked. Names that are neither OpenAI's nor
 * Ollama's top level are taken for model options, e.g. `num_ctx`.
 */
export function toOllamaBody(
  call: ProviderCall,
  params: JsonObject,
  content: JsonObject,
): JsonObject {
  const { extraBody } = call.params;
  const { tools } = readToolWish(params['tools'], params['tool_choice']);
  const { top, options } = placeParams(params, call.params.allowed);
  const allOptions = { ...options, ...objectAt(extraBody, 'options') };
  return {
    model: call.model,
    ...content,
    ...(tools.length > 0 && { tools }),
    ...toFormat(params['response_format']),
    ...toThink(params['reasoning_effort'], call.model),
    ...top,
    ...extraBody,
    ...(Object.keys(allOptions).length > 0 && { options: allOptions }),
  };
}

function placeParams(
  params: JsonObject,
  allowed: readonly string[],
): { top: JsonObject; options: JsonObject } {
  const top: Record<string, unknown> = {};
  const options: Record<string, unknown> = { ...objectAt(params, 'options') };
  for (const [name, value] of Object.entries(params)) {
    if (value === null || name in OPTION_NAMES || ELSEWHERE.has(name)) continue;
    if (TOP_LEVEL.has(name) || allowed.includes(name)) top[name] = value;
    else if (!CHAT_PARAMS.has(name) && !MEANINGLESS.has(name)) options[name] = value;
  }
  return { top, options: { ...options, ...renamedOptions(params) } };
}

function renamedOptions(params: JsonObject): JsonObject {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(OPTION_NAMES)) {
    const value = params[name] ?? null;
    if (value !== null) options[option] = name === 'stop' ? [value].flat() : value;
  }
  return options;
}

function toFormat(responseFormat: unknown): JsonObject {
  if (!isJsonObject(responseFormat)) return {};
  if (responseFormat['type'] === 'json_object') return { format: 'json' };
  const { schema } = objectAt(responseFormat, 'json_schema');
  return responseFormat['type'] === 'json_schema' ? { format: schema ?? 'json' } : {};
}

const NO_THINKING: ReadonlySet<string> = new Set(['none', 'minimal', 'disable']);

/** gpt-oss takes a level; other models take on or off. */
function toThink(effort: unknown, model: string): JsonObject {
  if (typeof effort !== 'string') return {};
  if (model.includes('gpt-oss')) return { think: effort };
  return { think: !NO_THINKING.has(effort) };
}
