import { keyTable } from './key-table.ts';

/** The sections of the file. */
export const TOP_LEVEL_KEYS = keyTable({
  used: {
    list: 'model_list include credential_list',
    map: 'litellm_settings general_settings router_settings environment_variables llmgw_settings',
  },
  inert: {
    map: `mcp_servers callback_settings assistant_settings default_vertex_config`,
    list: 'mcp_tools files_settings finetune_settings',
    any: `vector_store_registry search_tools prompts agent_list policies policy_attachments
      worker_registry model_group_settings`,
  },
  guard: { list: 'guardrails' },
});

/** `credential_list[]`. */
export const CREDENTIAL_KEYS = keyTable({
  used: { text: 'credential_name', map: 'credential_values credential_info' },
});

/** `llmgw_settings`: ours alone. */
export const LLMGW_KEYS = keyTable({
  used: {
    text: 'error_code',
    count: 'max_connections max_header_bytes stream_buffer_bytes max_response_bytes',
    seconds: 'headers_timeout body_timeout keep_alive_timeout drain_timeout',
    boolean: 'generate_master_key wrap_pass_through_errors',
    map: 'timeouts breaker retry_budget admission_queue groups skills',
    'embedded or off': 'database',
    duration: 'slow_query',
    'reject or bypass': 'on_all_open',
    'rescue mode': 'stream_rescue',
    'map or off': 'hedge hold_back',
  },
});

/** `llmgw_settings.groups.<model group>`. */
export const GROUP_KEYS = keyTable({
  used: {
    'reject or bypass': 'on_all_open',
    'rescue mode': 'stream_rescue',
    'map or off': 'hedge hold_back',
  },
});

/** `llmgw_settings.breaker` and `model_info.llmgw_breaker`. */
export const BREAKER_KEYS = keyTable({
  used: {
    'enforce or metrics_only': 'mode',
    'first_token or complete': 'probe_success_at',
    duration: `sliding_window slow_call_duration_threshold stream_window hold_base hold_max
      wait_duration_in_open_state wait_duration_in_open_state_max probe_lease probe_timeout ramp
      reset_after`,
    seconds: 'consecutive_min_span',
    share: `failure_rate_threshold slow_call_rate_threshold stream_failure_rate_threshold
      ramp_min_fraction`,
    'not negative': 'confidence_z',
    'positive count': `minimum_number_of_calls consecutive_failures stream_minimum_number_of_calls
      permitted_number_of_calls_in_half_open_state`,
  },
});

/** `llmgw_settings.retry_budget`. */
export const RETRY_BUDGET_KEYS = keyTable({
  used: { 'not negative': 'ratio min_per_second', duration: 'ttl' },
});

/** `llmgw_settings.admission_queue`. */
export const ADMISSION_QUEUE_KEYS = keyTable({
  used: { count: 'max_waiting', duration: 'max_wait' },
});

/** `llmgw_settings.skills`. */
export const SKILLS_KEYS = keyTable({
  used: { texts: 'folders', duration: 'cache_ttl', 'error or ignore': 'on_missing' },
});

/** `hold_back`, for all groups or one. */
export const HOLD_BACK_KEYS = keyTable({ used: { 'positive count': 'tokens', duration: 'time' } });

/** `hedge`, for all groups or one. */
export const HEDGE_KEYS = keyTable({
  used: { 'p95 or milliseconds': 'after', share: 'max_extra', boolean: 'tools' },
});

/** `llmgw_settings.timeouts` and `model_info.llmgw_timeouts`. */
export const TIMEOUT_KEYS = keyTable({
  used: { seconds: 'connect first_token first_token_failover idle total' },
});
