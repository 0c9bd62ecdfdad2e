import { describe, expect, test } from '@jest/globals';
import { configOf, withModel } from '../load-text.ts';

const generalOf = (rest: string, env: Record<string, string> = {}) =>
  configOf(withModel(rest), { env }).general;

describe('buildGeneral', () => {
  test('has defaults for everything', () => {
    expect(generalOf('')).toEqual({
      masterKey: null,
      masterKeyPosition: null,
      databaseUrl: null,
      completionModel: null,
      keyHeaderName: null,
      publicRoutes: [],
      maxRequestBytes: 32 * 1024 * 1024,
      dropParams: false,
      requireAuthForMetrics: false,
      alwaysIncludeStreamUsage: false,
      allowClientSideCredentials: false,
      forwardClientHeaders: false,
      redis: null,
      jsonLogs: false,
    });
  });

  test('reads every setting', () => {
    const general = generalOf(`general_settings:
  master_key: sk-secret
  database_url: postgres://u:sk-secret@h/d
  completion_model: a
  litellm_key_header_name: X-My-Key
  public_routes: [/a, "/b, /c"]
  max_request_size_mb: 0.5
  always_include_stream_usage: true
  allow_client_side_credentials: true
  forward_client_headers_to_llm_api: true
litellm_settings:
  drop_params: yes
  json_logs: true
  require_auth_for_metrics_endpoint: true
`);
    expect(general).toMatchObject({
      masterKeyPosition: { line: 5, column: 15 },
      completionModel: 'a',
      keyHeaderName: 'x-my-key',
      publicRoutes: ['/a', '/b', '/c'],
      maxRequestBytes: 524_288,
      dropParams: true,
      requireAuthForMetrics: true,
      alwaysIncludeStreamUsage: true,
      allowClientSideCredentials: true,
      forwardClientHeaders: true,
      jsonLogs: true,
    });
    expect(general.masterKey?.reveal()).toBe('sk-secret');
    expect(JSON.stringify(general)).not.toContain('sk-secret');
  });

  test('reads public routes from one text', () => {
    expect(generalOf('general_settings: {public_routes: "/a, /b,"}\n').publicRoutes).toEqual([
      '/a',
      '/b',
    ]);
  });

  test('falls back to the environment, also to environment_variables', () => {
    const env = { LITELLM_MASTER_KEY: 'k', DATABASE_URL: 'd', LITELLM_DROP_PARAMS: 'true' };
    const general = generalOf('', env);
    expect(general.masterKey?.reveal()).toBe('k');
    expect(general.databaseUrl?.reveal()).toBe('d');
    expect(general).toMatchObject({ dropParams: true, masterKeyPosition: null });
    const own = generalOf('environment_variables: {DATABASE_URL: mine}\n', env);
    expect(own.databaseUrl?.reveal()).toBe('mine');
    expect(generalOf('', { DATABASE_URL: '' }).databaseUrl).toBeNull();
  });
});
