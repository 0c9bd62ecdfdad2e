import type { BilledUsage, SpendEvent } from './spend-event.ts';
import { storedId, storedText } from './stored-text.ts';

/** What LiteLLM's spend log says of a call in `metadata`; its pages and reports read it. */
export function spendMetadata(event: SpendEvent): Record<string, unknown> {
  const { caller } = event;
  const usage = usageObject(event.usage);
  const { prompt_tokens: _, completion_tokens: __, total_tokens: ___, ...details } = usage;
  return {
    user_api_key: orNull(caller.keyHash),
    user_api_key_alias: orNull(caller.keyAlias),
    user_api_key_team_id: orNull(caller.teamId),
    user_api_key_team_alias: orNull(caller.teamAlias),
    user_api_key_org_id: orNull(caller.organizationId),
    user_api_key_user_id: orNull(caller.userId),
    user_api_key_project_id: orNull(caller.projectId),
    user_api_key_project_alias: null,
    requester_ip_address: orNull(event.requesterIp),
    litellm_call_id: storedText(event.requestId, 512),
    spend_logs_metadata: null,
    applied_guardrails: [],
    guardrail_information: null,
    mcp_tool_call_metadata: null,
    vector_store_request_metadata: null,
    batch_models: null,
    proxy_server_request: null,
    cold_storage_object_key: null,
    litellm_overhead_time_ms: null,
    cost_breakdown: null,
    status: event.status,
    error_information: errorInformation(event),
    usage_object: usage,
    additional_usage_values: details,
    model_map_information: { model_map_key: storedId(event.model), model_map_value: null },
    attempted_retries: event.retries,
    max_retries: null,
  };
}

/** Tokens as LiteLLM's readers expect them: `cached_tokens` in two places. */
function usageObject(usage: BilledUsage) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_creation_tokens: usage.cacheWriteTokens,
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
  };
}

/** A code only: the texts of providers repeat what was asked. */
function errorInformation({ errorCode, provider }: SpendEvent): Record<string, string> | null {
  if (errorCode === null) return null;
  return {
    error_code: storedText(errorCode),
    error_class: storedText(errorCode),
    llm_provider: storedId(provider),
    error_message: '',
    traceback: '',
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : storedId(text);
}
