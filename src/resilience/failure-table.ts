import type { FailureClass } from './failure.ts';

/**
 * One rule. All conditions that are present must hold; of `codes` and `types` either is enough.
 * Everything is lower case: names are compared whole, phrases are searched in the message.
 */
export interface FailureRow {
  readonly class: FailureClass;
  readonly codes?: readonly string[];
  readonly types?: readonly string[];
  readonly statuses?: readonly number[];
  readonly phrases?: readonly string[];
}

/** A name that providers put into `code` or `type` as they like. */
function named(failureClass: FailureClass, ...names: readonly string[]): FailureRow {
  return { class: failureClass, codes: names, types: names };
}

/**
 * What the provider's own code says, whatever the status. Catch-all names such as
 * `invalid_request_error` are not here: DeepSeek sends that one with 402, OpenAI with 401.
 */
const BY_NAME: readonly FailureRow[] = [
  // Groq: one request larger than the limit per minute. Waiting will never make it fit.
  { class: 'context_window', codes: ['rate_limit_exceeded'], statuses: [413] },
  // OpenAI, Groq, Together, Anthropic, Azure, AWS
  named('rate_limit', 'rate_limit_exceeded', 'rate_limit_error', 'ratelimitreached'),
  named('rate_limit', 'rate_limited', 'throttling_error', 'throttlingexception'),
  // OpenAI flags a prompt of a reasoning model with a code that also means a plain bad prompt.
  { class: 'content_policy', codes: ['invalid_prompt'], phrases: ['flagged', 'usage polic'] },
  // OpenAI, Azure, Groq, Mistral, llama.cpp
  named('context_window', 'context_length_exceeded', 'exceed_context_size_error'),
  named('context_window', 'context_window_exceeded', 'request_too_large'),
  // OpenAI, Azure
  named('content_policy', 'content_policy_violation', 'content_filter', 'moderation_blocked'),
  named('content_policy', 'responsibleaipolicyviolation', 'data_inspection_failed'),
  // OpenAI, DeepSeek, Together, Anthropic
  named('quota', 'insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active'),
  named('quota', 'insufficient_balance', 'credit_limit', 'billing_error', 'payment_required'),
  named('quota', 'insufficient_credits', 'quota_exceeded'),
  // OpenAI, Azure, Groq, DeepSeek, AWS, Google
  named('credential', 'invalid_api_key', 'invalid_organization', 'account_deactivated'),
  named('credential', 'authentication_error', 'invalid_authentication', 'expired_api_key'),
  named(
    'credential',
    'unauthenticated',
    'authenticationtypedisabled',
    'invalid_authentication_error',
  ),
  named('credential', 'unrecognizedclientexception', 'expiredtokenexception'),
  named('credential', 'invalidsignatureexception', 'incompletesignature'),
  // OpenAI
  named('region', 'unsupported_country_region_territory'),
  // OpenAI, Anthropic, Azure, AWS, Google, Fireworks
  named('permission', 'permission_error', 'permission_denied', 'permissiondenied'),
  named('permission', 'accessdeniedexception', 'ip_not_authorized', 'insufficient_permissions'),
  // OpenAI, Groq, Azure, Mistral, Together, Anthropic, AWS, Google, Fireworks
  named('model_gone', 'model_not_found', 'model_decommissioned', 'model_not_available'),
  named('model_gone', 'deploymentnotfound', 'invalid_model', 'model_deprecated'),
  named('model_gone', 'not_found_error', 'resourcenotfoundexception'),
  // OpenAI, Azure
  named('unsupported', 'unsupported_parameter', 'unsupported_value', 'unknown_parameter'),
  named('unsupported', 'operationnotsupported', 'unsupported_model'),
  // Groq, Anthropic, Mistral, TGI, AWS, Google
  named('overloaded', 'over_capacity', 'capacity_exceeded', 'overloaded_error', 'overloaded'),
  named('overloaded', 'engine_overloaded_error', 'service_tier_capacity_exceeded', 'unavailable'),
  named('overloaded', 'modelnotreadyexception', 'serviceunavailableexception', 'slow_down'),
  // AWS, Google
  named('timeout', 'modeltimeoutexception', 'deadline_exceeded'),
];

/** Statuses whose meaning no wording can change. */
const BY_STATUS: readonly FailureRow[] = [
  // DeepSeek «Insufficient Balance», OpenRouter, Together
  { class: 'quota', statuses: [402] },
  { class: 'timeout', statuses: [408, 504, 524] },
  { class: 'model_gone', statuses: [410] },
  { class: 'region', statuses: [451] },
  { class: 'unsupported', statuses: [501] },
  { class: 'overloaded', statuses: [503, 529] },
  { class: 'transient', statuses: [424, 502, 520, 521, 522, 523, 525, 526, 530] },
];

const REFUSED = [400, 403, 404, 412, 413, 422, 429];
const LIMITED = [400, 401, 403, 412, 429];

/** Wording, where the status leaves several meanings open. */
const BY_WORDING: readonly FailureRow[] = [
  {
    class: 'quota',
    statuses: LIMITED,
    phrases: [
      'credit balance', // Anthropic, with 400
      'exceeded your current quota', // OpenAI, Gemini
      'insufficient balance', // DeepSeek
      'insufficient credit', // OpenRouter
      'used all available credits', // xAI, with 403 and 429
      'spending limit', // xAI, Fireworks (412)
      'account is suspended', // Fireworks
      'billing hard limit', // OpenAI
      'calls / month', // Cohere trial keys
      'quota has been exhausted',
    ],
  },
  {
    class: 'region',
    statuses: [400, 401, 403],
    phrases: [
      'location is not supported', // Gemini, with 400
      'region, or territory not supported', // OpenAI
      'not available in your country',
      'not available in your region',
    ],
  },
  {
    class: 'context_window',
    // 500: older Ollama, for embeddings
    statuses: [...REFUSED.filter((status) => status !== 429), 500],
    phrases: [
      'maximum context length', // OpenAI, vLLM, DeepSeek, Mistral, OpenRouter, Fireworks
      'model maximum context', // Fireworks
      'context length exceeded',
      'exceeds the context length', // Ollama
      'exceeds maximum context', // Ollama, older
      'exceeds the available context', // llama.cpp
      'context window', // OpenAI responses, Groq
      'longer than the maximum model length', // vLLM
      'maximum model length', // vLLM
      'prompt is too long', // Anthropic, Fireworks
      'input is too long', // Bedrock
      'too many tokens', // Cohere
      'reduce the length of', // OpenAI, Groq
      'maximum number of tokens allowed', // Gemini
      'maximum prompt length', // xAI
      '`inputs` tokens + `max_new_tokens`', // Together, TGI
      'too large for model with', // Mistral
    ],
  },
  {
    class: 'content_policy',
    statuses: [400, 403, 422, 498],
    phrases: [
      'content management policy', // Azure
      'content_filter',
      'content filter',
      'content policy',
      'content exists risk', // DeepSeek
      'safety system', // OpenAI
      'usage polic', // OpenAI
      'requires moderation', // OpenRouter, with 403
      'was flagged',
      'inappropriate content', // DashScope
      'blocked input', // Cohere, with 498
    ],
  },
  {
    class: 'credential',
    statuses: [400, 403, 422],
    phrases: [
      'api key not valid', // Gemini, with 400
      'api key expired', // Gemini
      'incorrect api key', // xAI, with 400
      'invalid api key',
      'invalid api token', // Cohere
      'invalid subscription key', // Azure
    ],
  },
  {
    class: 'permission',
    statuses: [401],
    // Azure, with 401: an Entra principal without the role
    phrases: ['lacks the required', 'does not have access', 'insufficient permissions'],
  },
  {
    class: 'unsupported',
    statuses: [400, 404, 422],
    phrases: [
      'does not support', // Ollama tools and thinking, vLLM, OpenAI
      'not supported with this model',
      'is not supported by this model',
      'endpoints found that support', // OpenRouter, with 404
      'unsupported parameter',
      'unsupported value',
      'unrecognized request argument', // OpenAI, Azure
      'extra inputs are not permitted', // vLLM, Mistral, Fireworks
      'requires --enable-auto-tool-choice', // vLLM
    ],
  },
  {
    class: 'model_gone',
    statuses: [400, 403, 422],
    phrases: [
      'is not a valid model', // OpenRouter
      'invalid model', // Mistral
      'model not found', // xAI
      'model does not exist',
      'unable to access model', // Together
      'model not exist', // DeepSeek
    ],
  },
  // TGI and Mistral say 429 for want of capacity
  { class: 'overloaded', statuses: [429, 500], phrases: ['overloaded', 'capacity exceeded'] },
  // Ollama: the model does not fit now; another deployment may hold it
  { class: 'overloaded', statuses: [500], phrases: ['requires more system memory'] },
];

/** What a status means when nothing more was said. */
const BY_DEFAULT: readonly FailureRow[] = [
  // Google and Fireworks use one name for quota and speed: only wording tells them apart, above
  named('rate_limit', 'resource_exhausted', 'too_many_requests'),
  { class: 'credential', statuses: [401] },
  { class: 'permission', statuses: [403] },
  // Also an address that does not exist: no model is to be had there
  { class: 'model_gone', statuses: [404] },
  { class: 'rate_limit', statuses: [429] },
  // Cohere: a token on the deny list
  { class: 'content_policy', statuses: [498] },
  { class: 'transient', statuses: [500] },
  { class: 'caller_fault', statuses: [400, 405, 406, 409, 411, 412, 413, 414, 415, 416, 422, 431] },
];

/**
 * The whole decision, first match wins: the provider's code or type, then the status where it
 * decides alone, then wording, then what the status means by default.
 */
export const FAILURE_TABLE: readonly FailureRow[] = [
  ...BY_NAME,
  ...BY_STATUS,
  ...BY_WORDING,
  ...BY_DEFAULT,
];
