import { keyTable } from './key-table.ts';

/** `general_settings`: server, authentication, database. */
export const GENERAL_SETTINGS_KEYS = keyTable({
  used: {
    text: 'master_key database_url completion_model litellm_key_header_name',
    positive: 'max_request_size_mb',
    boolean: `always_include_stream_usage allow_client_side_credentials
      forward_client_headers_to_llm_api store_model_in_db allow_requests_on_db_unavailable`,
    count: 'database_connection_pool_limit user_api_key_cache_ttl proxy_batch_write_at',
    seconds: 'pass_through_request_timeout',
    'list or text': 'public_routes',
    list: 'pass_through_endpoints',
  },
  inert: {
    boolean: `database_disable_prepared_statements
      disable_spend_logs disable_spend_updates disable_error_logs
      disable_reset_budget disable_master_key_return disable_env_credential_login
      disable_retry_on_max_parallel_request_limit_error disable_adding_master_key_hash_to_db
      disable_auto_add_proxy_admin_to_teams disable_batch_input_file_rate_limiting
      disable_budget_reservation disable_prisma_schema_update disable_admin_ui
      store_prompts_in_spend_logs scope_spend_list_endpoints_to_caller
      legacy_unscoped_spend_list_endpoints background_health_checks health_check_details
      use_shared_health_check enable_health_check_routing health_check_ignore_transient_errors
      health_check_skip_disabled_background_models infer_model_from_keys forward_openai_org_id
      forward_llm_provider_auth_headers use_client_credentials_pass_through_routes
      custom_auth_run_common_checks enable_post_custom_auth_checks enable_jwt_auth
      enable_oauth2_auth enable_oauth2_proxy_auth allow_user_auth use_redis_transaction_buffer
      use_azure_key_vault use_google_kms auto_redirect_ui_login_to_sso enable_mcp_registry
      enable_drain_endpoint cancel_on_disconnect include_call_id_in_error_body
      allow_cli_sso_verification_uri_complete enforce_fallback_budget
      dangerously_permit_weak_or_unset_master_key use_x_forwarded_for`,
    number: `database_connect_timeout database_socket_timeout database_statement_timeout
      database_lock_timeout admission_queue_timeout_seconds sse_keepalive_ping_interval_seconds
      max_response_size_mb`,
    integer: `database_connection_timeout
      database_connection_pool_timeout max_parallel_requests global_max_parallel_requests
      max_in_flight_requests_per_worker max_queued_requests_per_worker health_check_interval
      health_check_concurrency health_check_staleness_threshold alerting_threshold
      proxy_budget_rescheduler_min_time proxy_budget_rescheduler_max_time
      proxy_batch_polling_interval proxy_config_reload_interval_seconds
      user_api_key_cache_max_size max_batch_file_size_mb max_batch_file_records
      max_batch_file_uploads_per_day max_file_downloads_per_minute max_file_size_mb
      max_failed_login_attempts_per_source failed_login_window_seconds failed_login_block_seconds
      maximum_spend_logs_cleanup_batch_size maximum_spend_logs_cleanup_max_batches`,
    text: `maximum_spend_logs_retention_period maximum_spend_logs_retention_interval
      maximum_daily_tag_spend_retention_period maximum_spend_logs_cleanup_run_budget
      maximum_spend_logs_cleanup_batch_timeout maximum_spend_logs_cleanup_cron
      key_management_system litellm_license token_rate_limit_type missing_session_id
      spend_report_frequency ui_access_mode proxy_logout_url user_header_name control_plane_url
      user_mcp_management_mode mcp_client_side_auth_header_name image_generation_model
      embedding_model moderation_model drain_endpoint_token`,
    texts: `supported_db_objects alerting alert_types background_health_check_model_groups
      skip_batch_input_file_rate_limiting_for_providers allowed_file_extensions
      skip_batch_input_file_rate_limiting_for_models blocked_file_extensions
      mcp_internal_ip_ranges mcp_required_fields mcp_trusted_proxy_ranges trusted_proxy_ranges`,
    map: `litellm_jwtauth custom_auth_settings database_extra_connection_params
      alerting_args alert_to_webhook_url alert_type_config key_management_settings
      scheduled_job_stagger spend_capture_rate_check oauth2_config_mappings coordination_redis
      max_failed_login_attempts_per_source_overrides`,
    any: 'user_header_mappings service_account_settings search_tools role_permissions',
  },
  guard: {
    texts: 'allowed_routes admin_only_routes allowed_ips enforced_params',
    boolean: `enforce_user_param reject_clientside_metadata_tags enforce_rbac
      fail_closed_budget_enforcement fail_closed_rate_limit_enforcement
      enforce_fallback_model_access vector_store_deny_by_default search_tool_deny_by_default
      require_end_user_mcp_access_defined require_key_mcp_access_defined`,
  },
  hook: {
    any: `custom_auth custom_key_generate custom_key_update custom_key_policy custom_sso
      custom_ui_sso_sign_in_handler`,
  },
});

/** `general_settings.pass_through_endpoints[]`. */
export const PASS_THROUGH_KEYS = keyTable({
  used: {
    text: 'path target',
    map: 'headers default_query_params',
    boolean: 'auth include_subpath forward_headers merge_query_params',
    texts: 'methods',
    seconds: 'timeout',
  },
  inert: { number: 'cost_per_request', text: 'id', boolean: 'is_from_config' },
  guard: { any: 'guardrails' },
  hook: { text: 'custom_auth_parser' },
});
