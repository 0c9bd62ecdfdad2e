import type { LitellmTable } from './table.ts';

/** Virtual keys. */
export const KEY_TABLES: readonly LitellmTable[] = [
  {
    name: 'LiteLLM_DeletedVerificationToken',
    group: 'keys',
    primaryKey: ['id'],
    columns: `
      id text!, token text!, key_name text, key_alias text, soft_budget_cooldown bool!=false,
      spend float8!=0.0, expires ts3, models text[], aliases jsonb!={}, config jsonb!={},
      user_id text, team_id text, permissions jsonb!={}, max_parallel_requests int4,
      metadata jsonb!={}, blocked bool, tpm_limit int8, rpm_limit int8, max_budget float8,
      budget_duration text, budget_reset_at ts3, allowed_cache_controls text[]={},
      allowed_routes text[]={}, model_spend jsonb!={}, model_max_budget jsonb!={}, budget_id text,
      organization_id text, object_permission_id text, created_at ts3, created_by text,
      updated_at ts3, updated_by text, rotation_count int4=0, auto_rotate bool=false,
      rotation_interval text, last_rotation_at ts3, key_rotation_at ts3, deleted_at ts3!=now,
      deleted_by text, deleted_by_api_key text, litellm_changed_by text, router_settings jsonb={},
      policies text[]={}, access_group_ids text[]={}, last_active ts3, project_id text,
      agent_id text`,
  },
  {
    name: 'LiteLLM_DeprecatedVerificationToken',
    group: 'keys',
    primaryKey: ['id'],
    columns: `
      id text!, token text!, active_token_id text!, revoke_at ts3!, created_at ts3!=now`,
  },
  {
    name: 'LiteLLM_JWTKeyMapping',
    group: 'keys',
    primaryKey: ['id'],
    columns: `
      id text!, jwt_claim_name text!, jwt_claim_value text!, token text!, description text,
      is_active bool!=true, created_at ts3!=now, created_by text, updated_at ts3!=now,
      updated_by text`,
  },
  {
    name: 'LiteLLM_VerificationToken',
    group: 'keys',
    primaryKey: ['token'],
    columns: `
      token text!, key_name text, key_alias text, soft_budget_cooldown bool!=false,
      spend float8!=0.0, expires ts3, models text[], aliases jsonb!={}, config jsonb!={},
      user_id text, team_id text, permissions jsonb!={}, max_parallel_requests int4,
      metadata jsonb!={}, blocked bool, tpm_limit int8, rpm_limit int8, max_budget float8,
      budget_duration text, budget_reset_at ts3, allowed_cache_controls text[]={},
      model_spend jsonb!={}, model_max_budget jsonb!={}, budget_id text, organization_id text,
      created_at ts3=now, created_by text, updated_at ts3=now, updated_by text,
      allowed_routes text[]={}, object_permission_id text, auto_rotate bool=false,
      key_rotation_at ts3, last_rotation_at ts3, rotation_count int4=0, rotation_interval text,
      project_id text, router_settings jsonb={}, policies text[]={}, access_group_ids text[]={},
      last_active ts3, agent_id text`,
  },
];
