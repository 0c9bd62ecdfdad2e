import { keyTable } from './key-table.ts';

/** `litellm_settings`: library-wide behaviour. */
export const LITELLM_SETTINGS_KEYS = keyTable({
  used: {
    seconds: 'request_timeout',
    count: 'num_retries allowed_fails',
    'positive count': 'budget_exceeded_status_code',
    number: 'max_budget',
    text: 'timezone budget_duration',
    boolean: 'drop_params require_auth_for_metrics_endpoint json_logs store_audit_logs',
    list: 'fallbacks context_window_fallbacks content_policy_fallbacks',
    texts: 'default_fallbacks',
    map: 'cache_params',
    'list or text': `callbacks success_callback failure_callback service_callback
      service_callbacks audit_log_callbacks`,
  },
  inert: {
    boolean: `cache set_verbose telemetry suppress_debug_info turn_off_message_logging modify_params
      redact_user_api_key_info redact_messages_in_exceptions log_raw_request_response
      request_correlation_in_logs force_ipv4 disable_stream_logging http2
      include_cost_in_streaming_usage disable_aiohttp_transport
      enable_end_user_cost_tracking_prometheus_only disable_end_user_cost_tracking
      disable_end_user_cost_tracking_prometheus_only enable_redis_auth_cache network_mock
      enable_preview_features disable_stop_sequence_limit add_function_to_prompt
      disable_hf_tokenizer_download disable_token_counter enable_json_schema_validation
      enable_caching_on_provider_specific_optional_params disable_copilot_system_to_assistant
      use_chat_completions_url_for_anthropic_messages route_all_chat_openai_to_responses
      return_response_headers prometheus_initialize_budget_metrics force_redis_hash_tag_grouping
      overwrite_user_with_key_hash disable_add_transform_inline_image_block
      disable_add_user_agent_to_request_tags enable_key_alias_format_validation
      skip_system_message_in_guardrail skip_tool_message_in_guardrail require_managed_files
      user_url_validation`,
    number: `max_internal_user_budget default_max_internal_user_budget
      max_end_user_budget max_ui_session_budget`,
    integer: 'default_in_memory_ttl default_redis_ttl',
    text: `internal_user_budget_duration max_end_user_budget_id
      budget_reset_time ssl_certificate ssl_security_level ssl_ecdh_curve key_alias_pattern`,
    texts: `extra_spend_tag_headers public_model_groups public_agent_groups langfuse_default_tags
      custom_prometheus_metadata_labels custom_prometheus_tags user_url_allowed_hosts`,
    list: 'default_team_settings prometheus_metrics_config tag_budget_config',
    map: `default_internal_user_params default_team_params upperbound_key_generate_params
      default_key_generate_params key_generation_settings mcp_aliases model_group_settings
      cost_discount_config cost_margin_config priority_reservation priority_reservation_settings
      datadog_params datadog_llm_observability_params s3_callback_params aws_sqs_callback_params
      model_alias_map custom_prompt_dict`,
    any: 'ssl_verify banned_keywords_list blocked_user_list',
  },
  hook: { any: 'custom_provider_map pre_call_rules post_call_rules input_callback' },
});

/** `litellm_settings.cache_params`. */
export const CACHE_PARAMS_KEYS = keyTable({
  used: {
    text: 'type host username password url redis_url',
    port: 'port',
    boolean: 'ssl',
  },
  inert: {
    text: `namespace mode service_name s3_bucket_name s3_region_name s3_api_version s3_endpoint_url
      s3_aws_access_key_id s3_aws_secret_access_key s3_aws_session_token s3_path ssl_cert_reqs
      gcs_bucket_name gcs_path gcs_path_service_account disk_cache_dir gcp_service_account
      gcp_ssl_ca_certs ssl_ca_certs qdrant_api_base qdrant_api_key qdrant_collection_name
      qdrant_quantization_config qdrant_semantic_cache_embedding_model sentinel_password
      redis_semantic_cache_embedding_model redis_semantic_cache_index_name
      azure_account_url azure_blob_container`,
    number: `ttl default_in_memory_ttl default_in_redis_ttl similarity_threshold socket_timeout
      socket_connect_timeout health_check_interval`,
    integer: `max_connections max_size_in_memory vector_size db redis_flush_size
      qdrant_semantic_cache_vector_size`,
    boolean: `ssl_check_hostname s3_use_ssl s3_verify
      enable_caching_on_provider_specific_optional_params`,
    list: 'redis_startup_nodes sentinel_nodes',
    texts: 'supported_call_types',
  },
});
