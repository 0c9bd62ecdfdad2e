import type { LitellmTable } from './table.ts';

/** What is configured in the database, secrets among it. */
export const CONFIG_TABLES: readonly LitellmTable[] = [
  {
    name: 'LiteLLM_AgentsTable',
    group: 'config',
    primaryKey: ['agent_id'],
    columns: `
      agent_id text!, agent_name text!, litellm_params jsonb, agent_card_params jsonb!,
      created_at ts3!=now, created_by text!, updated_at ts3!=now, updated_by text!,
      agent_access_groups text[]={}, object_permission_id text, spend float8!=0.0,
      static_headers jsonb={}, extra_headers text[]={}, tpm_limit int4, rpm_limit int4,
      session_tpm_limit int4, session_rpm_limit int4`,
  },
  {
    name: 'LiteLLM_CacheConfig',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!='cache_config', cache_settings jsonb!, created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_ClaudeCodePluginTable',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!, name text!, version text, description text, manifest_json text,
      files_json text={}, enabled bool!=true, created_at ts3=now, updated_at ts3=now,
      created_by text`,
  },
  {
    name: 'LiteLLM_Config',
    group: 'config',
    primaryKey: ['param_name'],
    columns: `
      param_name text!, param_value jsonb`,
  },
  {
    name: 'LiteLLM_ConfigOverrides',
    group: 'config',
    primaryKey: ['config_type'],
    columns: `
      config_type text!, config_value jsonb!, created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_CredentialsTable',
    group: 'config',
    primaryKey: ['credential_id'],
    columns: `
      credential_id text!, credential_name text!, credential_values jsonb!, credential_info jsonb,
      created_at ts3!=now, created_by text!, updated_at ts3!=now, updated_by text!`,
  },
  {
    name: 'LiteLLM_GuardrailsTable',
    group: 'config',
    primaryKey: ['guardrail_id'],
    columns: `
      guardrail_id text!, guardrail_name text!, litellm_params jsonb!, guardrail_info jsonb,
      created_at ts3!=now, updated_at ts3!, team_id text, reviewed_at ts3, status text!='active',
      submitted_at ts3`,
  },
  {
    name: 'LiteLLM_MCPServerTable',
    group: 'config',
    primaryKey: ['server_id'],
    columns: `
      server_id text!, server_name text, description text, url text, transport text!='sse',
      auth_type text, created_at ts3=now, created_by text, updated_at ts3=now, updated_by text,
      status text='unknown', last_health_check ts3, health_check_error text, mcp_info jsonb={},
      args text[]={}, command text, env jsonb={}, mcp_access_groups text[], alias text,
      allowed_tools text[]={}, extra_headers text[]={}, static_headers jsonb={},
      credentials jsonb={}, authorization_url text, registration_url text, token_url text,
      allow_all_keys bool!=false, available_on_public_internet bool!=true, spec_path text,
      byok_api_key_help_url text, byok_description text[]={}, is_byok bool!=false,
      tool_name_to_description jsonb={}, tool_name_to_display_name jsonb={},
      approval_status text='active', submitted_by text, submitted_at ts3, reviewed_at ts3,
      review_notes text, source_url text`,
  },
  {
    name: 'LiteLLM_MCPUserCredentials',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!, user_id text!, server_id text!, credential_b64 text!, created_at ts3!=now,
      updated_at ts3!=now`,
  },
  {
    name: 'LiteLLM_ManagedVectorStoreIndexTable',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!, index_name text!, litellm_params jsonb!, index_info jsonb, created_at ts3!=now,
      created_by text, updated_at ts3!, updated_by text`,
  },
  {
    name: 'LiteLLM_ManagedVectorStoresTable',
    group: 'config',
    primaryKey: ['vector_store_id'],
    columns: `
      vector_store_id text!, custom_llm_provider text!, vector_store_name text,
      vector_store_description text, vector_store_metadata jsonb, created_at ts3!=now,
      updated_at ts3!, litellm_credential_name text, litellm_params jsonb, team_id text,
      user_id text`,
  },
  {
    name: 'LiteLLM_PolicyAttachmentTable',
    group: 'config',
    primaryKey: ['attachment_id'],
    columns: `
      attachment_id text!, policy_name text!, scope text, teams text[]={}, keys text[]={},
      models text[]={}, created_at ts3!=now, created_by text, updated_at ts3!=now,
      updated_by text, tags text[]={}`,
  },
  {
    name: 'LiteLLM_PolicyTable',
    group: 'config',
    primaryKey: ['policy_id'],
    columns: `
      policy_id text!, policy_name text!, inherit text, description text,
      guardrails_add text[]={}, guardrails_remove text[]={}, condition jsonb={},
      created_at ts3!=now, created_by text, updated_at ts3!=now, updated_by text, pipeline jsonb,
      is_latest bool!=true, parent_version_id text, production_at ts3, published_at ts3,
      version_number int4!=1, version_status text!='production'`,
  },
  {
    name: 'LiteLLM_PromptTable',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!, prompt_id text!, litellm_params jsonb!, prompt_info jsonb, created_at ts3!=now,
      updated_at ts3!, version int4!=1, environment text!='development', created_by text`,
  },
  {
    name: 'LiteLLM_ProxyModelTable',
    group: 'config',
    primaryKey: ['model_id'],
    columns: `
      model_id text!, model_name text!, litellm_params jsonb!, model_info jsonb,
      created_at ts3!=now, created_by text!, updated_at ts3!=now, updated_by text!`,
  },
  {
    name: 'LiteLLM_SSOConfig',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!='sso_config', sso_settings jsonb!, created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_SearchToolsTable',
    group: 'config',
    primaryKey: ['search_tool_id'],
    columns: `
      search_tool_id text!, search_tool_name text!, litellm_params jsonb!, search_tool_info jsonb,
      created_at ts3!=now, updated_at ts3!`,
  },
  {
    name: 'LiteLLM_SkillsTable',
    group: 'config',
    primaryKey: ['skill_id'],
    columns: `
      skill_id text!, display_title text, description text, instructions text,
      source text!='custom', latest_version text, file_content bytea, file_name text,
      file_type text, metadata jsonb={}, created_at ts3!=now, created_by text,
      updated_at ts3!=now, updated_by text`,
  },
  {
    name: 'LiteLLM_ToolTable',
    group: 'config',
    primaryKey: ['tool_id'],
    columns: `
      tool_id text!, tool_name text!, origin text, input_policy text!='untrusted',
      call_count int4!=0, assignments jsonb={}, key_hash text, team_id text, key_alias text,
      created_at ts3!=now, created_by text, updated_at ts3!=now, updated_by text,
      output_policy text!='untrusted', user_agent text, last_used_at ts3`,
  },
  {
    name: 'LiteLLM_UISettings',
    group: 'config',
    primaryKey: ['id'],
    columns: `
      id text!='ui_settings', ui_settings jsonb!, created_at ts3!=now, updated_at ts3!`,
  },
];
