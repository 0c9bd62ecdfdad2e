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
    map: 'timeouts',
  },
});

/** `llmgw_settings.timeouts` and `model_info.llmgw_timeouts`. */
export const TIMEOUT_KEYS = keyTable({
  used: { seconds: 'connect first_token idle total' },
});
