import { keyTable } from './key-table.ts';

/** `router_settings`: choosing a deployment, retries, fallbacks. */
export const ROUTER_SETTINGS_KEYS = keyTable({
  used: {
    text: 'routing_strategy redis_host redis_username redis_password redis_url',
    port: 'redis_port',
    map: `routing_strategy_args retry_policy model_group_retry_policy model_group_alias
      default_litellm_params allowed_fails_policy`,
    count: 'num_retries allowed_fails max_fallbacks default_max_parallel_requests',
    seconds: 'retry_after cooldown_time timeout stream_timeout',
    boolean: 'disable_cooldowns ignore_invalid_deployments redis_ssl',
    list: 'fallbacks context_window_fallbacks content_policy_fallbacks',
    texts: 'default_fallbacks',
  },
  inert: {
    boolean: `enable_pre_call_checks tag_filtering_match_any cache_responses
      set_verbose enable_weighted_failover`,
    integer: 'redis_db client_ttl default_priority',
    number: 'polling_interval deployment_affinity_ttl_seconds health_check_interval',
    text: 'debug_level tag_routing_prefix',
    texts: 'optional_pre_call_checks',
    map: `provider_budget_config cache_kwargs model_group_affinity_config
      assistants_config alerting_config router_general_settings deployment_affinity_config`,
    any: 'caching_groups search_tools guardrail_list',
  },
  guard: { boolean: 'enable_tag_filtering' },
});

/** `router_settings.routing_strategy_args`. */
export const STRATEGY_ARGS_KEYS = keyTable({
  used: { seconds: 'ttl', number: 'lowest_latency_buffer', count: 'max_latency_list_size' },
});

/** A retry policy: retries for each class of failure. */
export const RETRY_POLICY_KEYS = keyTable({
  used: {
    count: `BadRequestErrorRetries AuthenticationErrorRetries TimeoutErrorRetries
      RateLimitErrorRetries ContentPolicyViolationErrorRetries InternalServerErrorRetries`,
  },
  inert: { count: 'ServiceUnavailableErrorRetries NotFoundErrorRetries DefaultRetries' },
});

/** `router_settings.allowed_fails_policy`: failures of each class that are forgiven. */
export const ALLOWED_FAILS_KEYS = keyTable({
  used: {
    count: `AuthenticationErrorAllowedFails TimeoutErrorAllowedFails
      InternalServerErrorAllowedFails`,
  },
  // What is the caller's fault never counts; a 429 is a pause that the provider names.
  inert: {
    count: `BadRequestErrorAllowedFails ContentPolicyViolationErrorAllowedFails
      RateLimitErrorAllowedFails`,
  },
});

/** The values of `routing_strategy`, and what serves for each here. */
export const ROUTING_STRATEGIES = new Map([
  ['simple-shuffle', 'simple-shuffle'],
  ['least-busy', 'least-busy'],
  ['latency-based-routing', 'latency-based-routing'],
  ['usage-based-routing', 'usage-based-routing'],
  ['usage-based-routing-v2', 'usage-based-routing'],
  ['cost-based-routing', 'simple-shuffle'],
] as const);
