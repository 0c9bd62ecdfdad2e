import { expect, test } from '@jest/globals';
import { isEncryptedByLitellm } from '../../../src/rotation/encrypted-paths.ts';

test.each([
  ['LiteLLM_ProxyModelTable', 'litellm_params', 'm', '/api_key', true],
  ['LiteLLM_ProxyModelTable', 'litellm_params', 'm', '/complexity_router_config/type', false],
  ['LiteLLM_Config', 'param_value', 'environment_variables', '/SLACK_TOKEN', true],
  ['LiteLLM_Config', 'param_value', 'general_settings', '/master_key', false],
  ['LiteLLM_Config', 'param_value', 'vantage_settings', '/integration_token', true],
  ['LiteLLM_Config', 'param_value', 'vantage_settings', '/base_url', false],
  ['LiteLLM_MCPServerTable', 'credentials', 's', '/client_secret', true],
  ['LiteLLM_MCPServerTable', 'credentials', 's', '/aws_region_name', false],
  ['LiteLLM_MCPServerTable', 'static_headers', 's', '/X-Key', false],
  ['LiteLLM_MCPUserCredentials', 'credential_b64', 'u', '', false],
  ['LiteLLM_MCPUserEnvVars', 'values_b64', 'u', '', true],
  ['LiteLLM_AuditLog', 'before_value', 'a', '/api_key', false],
])('%s.%s %s %s: %s', (table, column, pk, pointer, expected) => {
  expect(isEncryptedByLitellm({ table, column, pk, pointer })).toBe(expected);
});
