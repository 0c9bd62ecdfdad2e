import { keyTable } from './key-table.ts';

/** An entry of `model_list`. */
export const DEPLOYMENT_KEYS = keyTable({
  used: { text: 'model_name', map: 'litellm_params model_info', count: 'rpm tpm' },
});

/** `litellm_params`: what every provider shares. */
export const LITELLM_PARAMS_KEYS = keyTable({
  used: {
    text: `model custom_llm_provider api_key api_base base_url api_version litellm_credential_name
      mock_response`,
    'list or text': 'organization',
    seconds: 'timeout stream_timeout request_timeout cooldown_time',
    count: 'num_retries rpm tpm max_parallel_requests',
    integer: 'order',
    number: `weight input_cost_per_token output_cost_per_token input_cost_per_query
      input_cost_per_second cache_creation_input_token_cost cache_read_input_token_cost
      output_cost_per_reasoning_token`,
    boolean: 'drop_params',
    texts: 'tags additional_drop_params allowed_openai_params',
    map: 'extra_headers headers extra_body',
  },
  inert: {
    integer: 'max_retries',
    text: `region_name silent_model budget_duration auto_router_config auto_router_config_path
      auto_router_default_model auto_router_embedding_model litellm_trace_id`,
    number: `max_budget max_file_size_mb output_cost_per_second input_cost_per_character
      output_cost_per_character input_cost_per_image output_cost_per_image input_cost_per_pixel
      output_cost_per_pixel input_cost_per_audio_token output_cost_per_audio_token
      input_cost_per_token_batches output_cost_per_token_batches keepalive_seconds`,
    boolean: `merge_reasoning_content_in_choices use_in_pass_through use_litellm_proxy
      mock_timeout mock_tool_calls caching no-log use_chat_completions_api`,
    list: 'cache_control_injection_points configurable_clientside_auth_params tag_regex',
    map: 'model_info metadata litellm_metadata cache',
    any: 'ssl_verify fallbacks guardrails hooks mock_testing_fallbacks',
  },
});

/** `litellm_params` that only some providers read; an adapter finds them in `extra`. */
export const PROVIDER_PARAMS_KEYS = keyTable({
  used: {
    text: `azure_ad_token tenant_id client_id client_secret azure_username azure_password
      azure_scope aws_access_key_id aws_secret_access_key aws_session_token aws_region_name
      aws_session_name aws_profile_name aws_role_name aws_web_identity_token aws_sts_endpoint
      aws_external_id aws_bedrock_runtime_endpoint vertex_project vertex_location
      watsonx_region_name realtime_protocol project_id space_id deployment_id api_type
      s3_bucket_name s3_region_name s3_path gcs_bucket_name gcs_path_service_account`,
    'text or map': 'vertex_credentials',
  },
});

/** Values of `litellm_params` that must never be shown. */
export const SECRET_PARAMS: ReadonlySet<string> = new Set([
  'api_key',
  'azure_ad_token',
  'azure_password',
  'client_secret',
  'vertex_credentials',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_web_identity_token',
  'gcs_path_service_account',
]);

/** `model_info` is free text for people; these are the keys something reads. */
export const MODEL_INFO_KEYS = keyTable({
  used: { text: 'id mode', map: 'llmgw_timeouts llmgw_breaker' },
  inert: { texts: 'supported_environments' },
  guard: { text: 'team_id', boolean: 'blocked' },
});

/** Keys that only mean something under `model_info`; as parameters a provider would refuse them. */
export const MODEL_INFO_ONLY =
  /^(?:supports_\w+|mode|base_model|access_groups|team_id|tier|max_input_tokens|max_output_tokens|supported_environments|health_check_\w+)$/;

/** Keys of `litellm_params` that are mistakes when they stand under `model_info`. */
export const PARAMS_ONLY: ReadonlySet<string> = new Set([
  'api_base',
  'api_key',
  'api_version',
  'model',
  'rpm',
  'stream_timeout',
  'timeout',
  'tpm',
  'weight',
]);

/** Request parameters of the APIs we speak: they become defaults of every request. */
export const REQUEST_PARAMS: ReadonlySet<string> = new Set(
  `temperature top_p top_k min_p top_a typical_p n stream stream_options stop max_tokens
  max_completion_tokens modalities prediction audio presence_penalty frequency_penalty
  repetition_penalty logit_bias user response_format seed tools tool_choice parallel_tool_calls
  logprobs top_logprobs functions function_call reasoning_effort reasoning_format reasoning
  include_reasoning verbosity thinking enable_thinking thinking_budget web_search_options
  service_tier store safety_identifier prompt_cache_key prompt_cache_retention dimensions
  encoding_format input_type truncate embedding_types best_of echo suffix num_ctx num_predict
  num_keep num_gpu num_thread repeat_penalty repeat_last_n mirostat mirostat_eta mirostat_tau
  tfs_z keep_alive think format options template system raw chat_template_kwargs
  guided_json guided_regex guided_choice guided_grammar structured_outputs bad_words ignore_eos
  min_tokens skip_special_tokens use_beam_search length_penalty top_n return_documents
  max_chunks_per_doc max_tokens_per_doc rank_fields voice speed instructions size quality style
  language prompt timestamp_granularities background moderation output_format
  output_compression safe_prompt random_seed safe_mode prompt_mode provider plugins transforms
  route models usage search_parameters search_domain_filter search_recency_filter
  search_context_size return_images return_related_questions context_length_exceeded_behavior
  prompt_truncate_len late_chunking task normalized documents citation_options`
    .trim()
    .split(/\s+/),
);
