import type { Provider } from '../provider.ts';
import { endWithPrefix, type PrefixWay } from '../shared/assistant-prefix.ts';

/** "Cannot be used at the same time as `add_generation_prompt`", says vLLM's protocol. */
const VLLM: PrefixWay = { body: { continue_final_message: true, add_generation_prompt: false } };

/** "Set this to `true` when adding an assistant message as prefix"; its stream repeats the text. */
const MISTRAL: PrefixWay = { mark: { prefix: true }, minChars: 12 };

/**
 * Providers whose documentation says that they go on from a given beginning, and how they want to be
 * told. Who is not here answers anew: OpenAI and Azure take a last assistant message for a finished
 * turn, and behind OpenRouter it depends on whom the call is routed to.
 */
const WAYS: ReadonlyMap<string, PrefixWay> = new Map([
  // Chat prefix completion, at the beta base that is the default one here.
  ['deepseek', { mark: { prefix: true }, models: /deepseek-chat/ }],
  // "Assistant message prefilling": no field; certain for the models that do not reason.
  ['groq', { models: /llama|gemma|mixtral|mistral/i }],
  ['hosted_vllm', VLLM],
  ['vllm', VLLM],
  ['mistral', MISTRAL],
  ['codestral', MISTRAL],
  // Partial Mode; not for models that think.
  ['moonshot', { mark: { partial: true }, models: /^(?:moonshot-v1|kimi-k2-(?:\d{4}|turbo))/ }],
]);

/** How a provider of the family is given the beginning of an answer; nothing where it is not. */
export function prefillOf(name: string): Pick<Provider, 'prefill'> {
  const way = WAYS.get(name);
  if (way === undefined) return {};
  return {
    prefill: (request, model, delivered) => endWithPrefix(request, { model, delivered }, way),
  };
}
