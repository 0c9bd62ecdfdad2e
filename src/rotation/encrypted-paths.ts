import type { Place } from '../crypto/formats.ts';

const TOP_LEVEL = /^\/[^/]+$/;

/** Rows of `LiteLLM_Config` with the members that LiteLLM encrypts in all its versions. */
const CONFIG_ROWS: Readonly<Record<string, RegExp>> = {
  environment_variables: TOP_LEVEL,
  cloudzero_settings: /^\/api_key$/,
  vantage_settings: /^\/(?:api_key|integration_token)$/,
};

const MCP_CREDENTIALS =
  /^\/(?:auth_value|client_id|client_secret|aws_access_key_id|aws_secret_access_key|aws_session_token)$/;

/** Where every version of LiteLLM encrypts, and therefore also decrypts. */
const COLUMNS: Readonly<Record<string, RegExp>> = {
  'LiteLLM_ProxyModelTable.litellm_params': TOP_LEVEL,
  'LiteLLM_CredentialsTable.credential_values': TOP_LEVEL,
  'LiteLLM_SSOConfig.sso_settings': TOP_LEVEL,
  'LiteLLM_CacheConfig.cache_settings': TOP_LEVEL,
  'LiteLLM_ConfigOverrides.config_value': TOP_LEVEL,
  'LiteLLM_MCPServerTable.credentials': MCP_CREDENTIALS,
  'LiteLLM_MCPServerOAuthClient.credentials': MCP_CREDENTIALS,
  'LiteLLM_MCPUserEnvVars.values_b64': /^$/,
  'LiteLLM_SSOIdentityAssertion.assertion_b64': /^$/,
};

/**
 * Whether LiteLLM itself would have encrypted a plaintext that stands there. Places that only its newer
 * versions decrypt are left out: an older one would take the ciphertext for the value.
 */
export function isEncryptedByLitellm({ table, column, pk, pointer }: Place): boolean {
  const paths = table === 'LiteLLM_Config' ? CONFIG_ROWS[pk] : COLUMNS[`${table}.${column}`];
  return paths?.test(pointer) === true;
}
