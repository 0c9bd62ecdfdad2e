import type { LitellmTable } from './table.ts';

/** Users, teams, organisations, and their budgets. */
export const IDENTITY_TABLES: readonly LitellmTable[] = [
  {
    name: 'LiteLLM_AccessGroupTable',
    group: 'identity',
    primaryKey: ['access_group_id'],
    columns: `
      access_group_id text!, access_group_name text!, description text,
      access_mcp_server_ids text[]={}, access_agent_ids text[]={}, assigned_team_ids text[]={},
      assigned_key_ids text[]={}, created_at ts3!=now, created_by text, updated_at ts3!=now,
      updated_by text, access_model_names text[]={}`,
  },
  {
    name: 'LiteLLM_DeletedTeamTable',
    group: 'identity',
    primaryKey: ['id'],
    columns: `
      id text!, team_id text!, team_alias text, organization_id text, object_permission_id text,
      admins text[], members text[], members_with_roles jsonb!={}, metadata jsonb!={},
      max_budget float8, spend float8!=0.0, models text[], max_parallel_requests int4,
      tpm_limit int8, rpm_limit int8, budget_duration text, budget_reset_at ts3,
      blocked bool!=false, model_spend jsonb!={}, model_max_budget jsonb!={},
      team_member_permissions text[]={}, model_id int4, created_at ts3, updated_at ts3,
      deleted_at ts3!=now, deleted_by text, deleted_by_api_key text, litellm_changed_by text,
      router_settings jsonb={}, policies text[]={}, allow_team_guardrail_config bool!=false,
      soft_budget float8, access_group_ids text[]={}`,
  },
  {
    name: 'LiteLLM_EndUserTable',
    group: 'identity',
    primaryKey: ['user_id'],
    columns: `
      user_id text!, alias text, spend float8!=0.0, allowed_model_region text, default_model text,
      budget_id text, blocked bool!=false, object_permission_id text`,
  },
  {
    name: 'LiteLLM_InvitationLink',
    group: 'identity',
    primaryKey: ['id'],
    columns: `
      id text!, user_id text!, is_accepted bool!=false, accepted_at ts3, expires_at ts3!,
      created_at ts3!, created_by text!, updated_at ts3!, updated_by text!`,
  },
  {
    name: 'LiteLLM_ModelTable',
    group: 'identity',
    primaryKey: ['id'],
    columns: `
      id int4!=serial, aliases jsonb, created_at ts3!=now, created_by text!, updated_at ts3!=now,
      updated_by text!`,
  },
  {
    name: 'LiteLLM_ObjectPermissionTable',
    group: 'identity',
    primaryKey: ['object_permission_id'],
    columns: `
      object_permission_id text!, mcp_servers text[]={}, vector_stores text[]={},
      mcp_access_groups text[]={}, mcp_tool_permissions jsonb, agents text[]={},
      agent_access_groups text[]={}, blocked_tools text[]={}, models text[]={}`,
  },
  {
    name: 'LiteLLM_OrganizationMembership',
    group: 'identity',
    primaryKey: ['user_id', 'organization_id'],
    columns: `
      user_id text!, organization_id text!, user_role text, spend float8=0.0, budget_id text,
      created_at ts3=now, updated_at ts3=now`,
  },
  {
    name: 'LiteLLM_OrganizationTable',
    group: 'identity',
    primaryKey: ['organization_id'],
    columns: `
      organization_id text!, organization_alias text!, budget_id text!, metadata jsonb!={},
      models text[], spend float8!=0.0, model_spend jsonb!={}, created_at ts3!=now,
      created_by text!, updated_at ts3!=now, updated_by text!, object_permission_id text`,
  },
  {
    name: 'LiteLLM_ProjectTable',
    group: 'identity',
    primaryKey: ['project_id'],
    columns: `
      project_id text!, project_alias text, team_id text, budget_id text, metadata jsonb!={},
      models text[], spend float8!=0.0, model_spend jsonb!={}, blocked bool!=false,
      object_permission_id text, created_at ts3!=now, created_by text!, updated_at ts3!=now,
      updated_by text!, description text, model_rpm_limit jsonb!={}, model_tpm_limit jsonb!={}`,
  },
  {
    name: 'LiteLLM_TeamMembership',
    group: 'identity',
    primaryKey: ['user_id', 'team_id'],
    columns: `
      user_id text!, team_id text!, spend float8!=0.0, budget_id text`,
  },
  {
    name: 'LiteLLM_TeamTable',
    group: 'identity',
    primaryKey: ['team_id'],
    columns: `
      team_id text!, team_alias text, organization_id text, admins text[], members text[],
      members_with_roles jsonb!={}, metadata jsonb!={}, max_budget float8, spend float8!=0.0,
      models text[], max_parallel_requests int4, tpm_limit int8, rpm_limit int8,
      budget_duration text, budget_reset_at ts3, blocked bool!=false, created_at ts3!=now,
      updated_at ts3!=now, model_spend jsonb!={}, model_max_budget jsonb!={}, model_id int4,
      team_member_permissions text[]={}, object_permission_id text, router_settings jsonb={},
      policies text[]={}, allow_team_guardrail_config bool!=false, soft_budget float8,
      access_group_ids text[]={}`,
  },
  {
    name: 'LiteLLM_UserNotifications',
    group: 'identity',
    primaryKey: ['request_id'],
    columns: `
      request_id text!, user_id text!, models text[], justification text!, status text!`,
  },
  {
    name: 'LiteLLM_UserTable',
    group: 'identity',
    primaryKey: ['user_id'],
    columns: `
      user_id text!, user_alias text, team_id text, sso_user_id text, organization_id text,
      password text, teams text[]={}, user_role text, max_budget float8, spend float8!=0.0,
      user_email text, models text[], metadata jsonb!={}, max_parallel_requests int4,
      tpm_limit int8, rpm_limit int8, budget_duration text, budget_reset_at ts3,
      allowed_cache_controls text[]={}, model_spend jsonb!={}, model_max_budget jsonb!={},
      created_at ts3=now, updated_at ts3=now, object_permission_id text, policies text[]={}`,
  },
  {
    name: 'LiteLLM_BudgetTable',
    group: 'budgets',
    primaryKey: ['budget_id'],
    columns: `
      budget_id text!, max_budget float8, soft_budget float8, max_parallel_requests int4,
      tpm_limit int8, rpm_limit int8, model_max_budget jsonb, budget_duration text,
      budget_reset_at ts3, created_at ts3!=now, created_by text!, updated_at ts3!=now,
      updated_by text!`,
  },
  {
    name: 'LiteLLM_TagTable',
    group: 'budgets',
    primaryKey: ['tag_name'],
    columns: `
      tag_name text!, description text, models text[], model_info jsonb, spend float8!=0.0,
      budget_id text, created_at ts3!=now, created_by text, updated_at ts3!=now`,
  },
];
