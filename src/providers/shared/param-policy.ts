import type { Operation } from '../../core/llm.ts';
import type { ParamPolicy, UnsupportedCall } from '../provider.ts';
import { isNeutral } from './neutral-params.ts';
import { removePath } from './param-path.ts';
import type { RequestDraft } from './request-draft.ts';

/** Whether the provider takes a parameter with this value. */
export type SupportCheck = (name: string, value: unknown) => boolean;

/** What `applyParamPolicy` needs to know about the provider. */
export interface PolicyContext {
  readonly provider: string;
  readonly operation: Operation;
  readonly policy: ParamPolicy;
  readonly supports: SupportCheck;
}

/** OpenAI's chat parameters besides `model` and `messages`. */
export const CHAT_PARAMS: ReadonlySet<string> = new Set([
  'audio',
  'frequency_penalty',
  'function_call',
  'functions',
  'logit_bias',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'modalities',
  'n',
  'parallel_tool_calls',
  'prediction',
  'presence_penalty',
  'prompt_cache_key',
  'prompt_cache_retention',
  'reasoning_effort',
  'response_format',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'user',
  'verbosity',
  'web_search_options',
]);

const COMPLETION_PARAMS: ReadonlySet<string> = new Set([
  'best_of',
  'echo',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'max_tokens',
  'n',
  'presence_penalty',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'suffix',
  'temperature',
  'top_p',
  'user',
]);

const OPENAI_PARAMS: Readonly<Record<Operation, ReadonlySet<string>>> = {
  chat: CHAT_PARAMS,
  completion: COMPLETION_PARAMS,
  embedding: new Set(['dimensions', 'encoding_format', 'user']),
  rerank: new Set(),
};

/** Never refused: where the provider does not take them they are left out without a word. */
const TOLERATED: ReadonlySet<string> = new Set(['user', 'stream', 'stream_options']);

/** Fields of the client's body that are meant for the gateway, not for the provider. */
const CONSUMED: ReadonlySet<string> = new Set([
  'retry_strategy',
  'specific_deployment',
  'additional_drop_params',
  'allowed_openai_params',
  'api_base',
  'api_key',
  'api_version',
  'base_url',
  'cache',
  'caching',
  'content_policy_fallbacks',
  'context_window_fallback_dict',
  'context_window_fallbacks',
  'custom_llm_provider',
  'disable_fallbacks',
  'drop_params',
  'extra_headers',
  'fallbacks',
  'guardrails',
  'max_retries',
  'metadata',
  'mock_response',
  'num_retries',
  'organization',
  'request_timeout',
  'stream_timeout',
  'tags',
  'timeout',
  'user_config',
]);
const CONSUMED_PREFIXES = ['litellm_', 'mock_testing_'] as const;

/** True for a body field that the gateway keeps to itself. */
export function isConsumedByGateway(name: string): boolean {
  return CONSUMED.has(name) || CONSUMED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/**
 * Brings the draft in line with the deployment's policy: gateway fields out, defaults in, dropped
 * parameters out, and OpenAI parameters that the provider does not take either refused or left out.
 * Names that are not OpenAI's pass. `extra_body` comes later, with `applyExtraBody`.
 */
export function applyParamPolicy(
  draft: RequestDraft,
  context: PolicyContext,
): UnsupportedCall | null {
  const { policy } = context;
  const drops = policy.dropUnsupported || draft.get('drop_params') === true;
  for (const name of draft.names()) if (isConsumedByGateway(name)) draft.remove(name);
  for (const [name, value] of Object.entries(policy.defaults)) {
    if (!draft.has(name)) draft.set(name, value);
  }
  for (const path of policy.additionalDrop) removePath(draft, path);
  const refused: string[] = [];
  for (const name of findUnsupported(draft, context)) {
    if (!drops && !isLeftOut(name, draft.get(name))) refused.push(name);
    draft.remove(name);
  }
  return refused.length === 0 ? null : describeRefusal(context.provider, refused);
}

/** Merges `extra_body` over everything else. */
export function applyExtraBody(draft: RequestDraft, policy: ParamPolicy): void {
  for (const [name, value] of Object.entries(policy.extraBody)) draft.set(name, value);
}

function findUnsupported(draft: RequestDraft, context: PolicyContext): string[] {
  const openAi = OPENAI_PARAMS[context.operation];
  return draft
    .names()
    .filter(
      (name) =>
        openAi.has(name) &&
        !context.policy.allowed.includes(name) &&
        !context.supports(name, draft.get(name)),
    );
}

/** A default value says nothing, so leaving it out changes nothing. */
function isLeftOut(name: string, value: unknown): boolean {
  if (value === null || TOLERATED.has(name) || (name === 'n' && value === 1)) return true;
  return isNeutral(name, value);
}

function describeRefusal(provider: string, names: readonly string[]): UnsupportedCall {
  const list = names.map((name) => `'${name}'`).join(', ');
  return {
    unsupported:
      `${provider} does not support ${list} as sent for this model. ` +
      'Leave it out, or set drop_params: true to have it dropped.',
    param: names[0] ?? null,
  };
}
