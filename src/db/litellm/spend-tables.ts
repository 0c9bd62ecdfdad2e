import type { LitellmTable } from './table.ts';

/** Spend, operations, and handles of things that live at providers. */
export const SPEND_TABLES: readonly LitellmTable[] = [
  {
    name: 'LiteLLM_DailyAgentSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, agent_id text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, mcp_namespaced_tool_name text, prompt_tokens int8!=0,
      completion_tokens int8!=0, cache_read_input_tokens int8!=0,
      cache_creation_input_tokens int8!=0, spend float8!=0.0, api_requests int8!=0,
      successful_requests int8!=0, failed_requests int8!=0, created_at ts3!=now, updated_at ts3!,
      endpoint text`,
  },
  {
    name: 'LiteLLM_DailyEndUserSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, end_user_id text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, mcp_namespaced_tool_name text, prompt_tokens int8!=0,
      completion_tokens int8!=0, cache_read_input_tokens int8!=0,
      cache_creation_input_tokens int8!=0, spend float8!=0.0, api_requests int8!=0,
      successful_requests int8!=0, failed_requests int8!=0, created_at ts3!=now, updated_at ts3!,
      endpoint text`,
  },
  {
    name: 'LiteLLM_DailyGuardrailMetrics',
    group: 'spend',
    primaryKey: ['guardrail_id', 'date'],
    columns: `
      guardrail_id text!, date text!, requests_evaluated int8!=0, passed_count int8!=0,
      blocked_count int8!=0, flagged_count int8!=0, avg_score float8, avg_latency_ms float8,
      created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_DailyOrganizationSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, organization_id text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, mcp_namespaced_tool_name text, prompt_tokens int8!=0,
      completion_tokens int8!=0, cache_read_input_tokens int8!=0,
      cache_creation_input_tokens int8!=0, spend float8!=0.0, api_requests int8!=0,
      successful_requests int8!=0, failed_requests int8!=0, created_at ts3!=now, updated_at ts3!,
      endpoint text`,
  },
  {
    name: 'LiteLLM_DailyPolicyMetrics',
    group: 'spend',
    primaryKey: ['policy_id', 'date'],
    columns: `
      policy_id text!, date text!, requests_evaluated int8!=0, passed_count int8!=0,
      blocked_count int8!=0, flagged_count int8!=0, avg_score float8, avg_latency_ms float8,
      created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_DailyTagSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, tag text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, prompt_tokens int8!=0, completion_tokens int8!=0,
      cache_read_input_tokens int8!=0, cache_creation_input_tokens int8!=0, spend float8!=0.0,
      api_requests int8!=0, successful_requests int8!=0, failed_requests int8!=0,
      created_at ts3!=now, updated_at ts3!, mcp_namespaced_tool_name text, request_id text,
      endpoint text`,
  },
  {
    name: 'LiteLLM_DailyTeamSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, team_id text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, prompt_tokens int8!=0, completion_tokens int8!=0,
      spend float8!=0.0, api_requests int8!=0, successful_requests int8!=0,
      failed_requests int8!=0, created_at ts3!=now, updated_at ts3!,
      cache_creation_input_tokens int8!=0, cache_read_input_tokens int8!=0,
      mcp_namespaced_tool_name text, endpoint text`,
  },
  {
    name: 'LiteLLM_DailyUserSpend',
    group: 'spend',
    primaryKey: ['id'],
    columns: `
      id text!, user_id text, date text!, api_key text!, model text, model_group text,
      custom_llm_provider text, prompt_tokens int8!=0, completion_tokens int8!=0,
      spend float8!=0.0, created_at ts3!=now, updated_at ts3!, api_requests int8!=0,
      failed_requests int8!=0, successful_requests int8!=0, cache_creation_input_tokens int8!=0,
      cache_read_input_tokens int8!=0, mcp_namespaced_tool_name text, endpoint text`,
  },
  {
    name: 'LiteLLM_SpendLogGuardrailIndex',
    group: 'spend',
    primaryKey: ['request_id', 'guardrail_id'],
    columns: `
      request_id text!, guardrail_id text!, policy_id text, start_time ts3!`,
  },
  {
    name: 'LiteLLM_SpendLogToolIndex',
    group: 'spend',
    primaryKey: ['request_id', 'tool_name'],
    columns: `
      request_id text!, tool_name text!, start_time ts3!`,
  },
  {
    name: 'LiteLLM_SpendLogs',
    group: 'spend',
    primaryKey: ['request_id'],
    columns: `
      request_id text!, call_type text!, api_key text!='', spend float8!=0.0,
      total_tokens int4!=0, prompt_tokens int4!=0, completion_tokens int4!=0, "startTime" ts3!,
      "endTime" ts3!, "completionStartTime" ts3, model text!='', model_id text='',
      model_group text='', custom_llm_provider text='', api_base text='', "user" text='',
      metadata jsonb={}, cache_hit text='', cache_key text='', request_tags jsonb='[]',
      team_id text, end_user text, requester_ip_address text, messages jsonb={},
      response jsonb={}, proxy_server_request jsonb={}, session_id text, status text,
      mcp_namespaced_tool_name text, organization_id text, agent_id text, request_duration_ms int4`,
  },
  {
    name: 'LiteLLM_AuditLog',
    group: 'operations',
    primaryKey: ['id'],
    columns: `
      id text!, updated_at ts3!=now, changed_by text!='', changed_by_api_key text!='',
      action text!, table_name text!, object_id text!, before_value jsonb, updated_values jsonb`,
  },
  {
    name: 'LiteLLM_CronJob',
    group: 'operations',
    primaryKey: ['cronjob_id'],
    columns: `
      cronjob_id text!, pod_id text!, status "JobStatus"!='INACTIVE', last_updated ts3!=now,
      ttl ts3!`,
  },
  {
    name: 'LiteLLM_ErrorLogs',
    group: 'operations',
    primaryKey: ['request_id'],
    columns: `
      request_id text!, "startTime" ts3!, "endTime" ts3!, api_base text!='', model_group text!='',
      litellm_model_name text!='', model_id text!='', request_kwargs jsonb!={},
      exception_type text!='', exception_string text!='', status_code text!=''`,
  },
  {
    name: 'LiteLLM_HealthCheckTable',
    group: 'operations',
    primaryKey: ['health_check_id'],
    columns: `
      health_check_id text!, model_name text!, model_id text, status text!, healthy_count int4!=0,
      unhealthy_count int4!=0, error_message text, response_time_ms float8, details jsonb,
      checked_by text, checked_at ts3!=now, created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_ManagedFileTable',
    group: 'provider-state',
    primaryKey: ['id'],
    columns: `
      id text!, unified_file_id text!, file_object jsonb, model_mappings jsonb!,
      created_at ts3!=now, updated_at ts3!, created_by text, flat_model_file_ids text[]={},
      updated_by text, storage_backend text, storage_url text`,
  },
  {
    name: 'LiteLLM_ManagedObjectTable',
    group: 'provider-state',
    primaryKey: ['id'],
    columns: `
      id text!, unified_object_id text!, model_object_id text!, file_object jsonb!,
      file_purpose text!, created_at ts3!=now, created_by text, updated_at ts3!, updated_by text,
      status text, batch_processed bool!=false`,
  },
  {
    name: 'LiteLLM_ManagedVectorStoreTable',
    group: 'provider-state',
    primaryKey: ['id'],
    columns: `
      id text!, unified_resource_id text!, resource_object jsonb, model_mappings jsonb!,
      flat_model_resource_ids text[]={}, storage_backend text, storage_url text,
      created_at ts3!=now, created_by text, updated_at ts3!, updated_by text`,
  },
];
