import { describe, expect, test } from '@jest/globals';
import { readApiBase } from '../../../../src/config/build/deployment.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { configOf, mapOf } from '../load-text.ts';

function deploymentOf(params: string, beside = '') {
  const text = `model_list:\n  - model_name: a\n${beside}    litellm_params:\n      model: openai/x\n${params}`;
  const [deployment] = configOf(text).deployments;
  if (deployment === undefined) throw new Error('no deployment');
  return deployment;
}

describe('buildDeployment', () => {
  test('reads every setting', () => {
    const deployment = deploymentOf(
      `      api_key: sk-secret
      api_base: http://h:1/v1
      api_version: 2024-10-21
      timeout: "300"
      stream_timeout: 60
      num_retries: 3
      rpm: 10
      tpm: 20
      weight: 0.5
      order: 2
      max_parallel_requests: 4
      cooldown_time: 0
      tags: [x]
      mock_response: hello
      drop_params: false
      additional_drop_params: [user]
      allowed_openai_params: [tools]
      headers: {A: 1, B: old}
      extra_headers: {B: new}
      extra_body: {k: {v: 1}}
`,
      '    model_info: {id: mine, mode: chat, note: n, llmgw_timeouts: {idle: 9}}\n',
    );
    expect(deployment).toMatchObject({
      id: 'mine',
      modelName: 'a',
      provider: 'openai',
      model: 'x',
      apiBase: 'http://h:1/v1',
      apiVersion: '2024-10-21',
      organization: null,
      timeoutMs: 300_000,
      streamTimeoutMs: 60_000,
      numRetries: 3,
      rpm: 10,
      tpm: 20,
      weight: 0.5,
      order: 2,
      maxParallelRequests: 4,
      cooldownMs: 0,
      tags: ['x'],
      mockResponse: 'hello',
      dropParams: false,
      additionalDropParams: ['user'],
      allowedOpenaiParams: ['tools'],
      extraBody: { k: { v: 1 } },
      defaults: {},
      extra: {},
      modelInfo: { id: 'mine', note: 'n' },
      mode: 'chat',
      timeouts: { idleMs: 9000 },
      position: { line: 2, column: 5 },
    });
    expect(deployment.apiKey?.reveal()).toBe('sk-secret');
    expect(deployment.extraHeaders['B']?.reveal()).toBe('new');
    expect(JSON.stringify(deployment)).not.toContain('sk-secret');
  });

  test('is empty where nothing is written', () => {
    expect(deploymentOf('')).toMatchObject({
      apiKey: null,
      apiBase: null,
      timeoutMs: null,
      dropParams: null,
      cooldownMs: null,
      tags: [],
      timeouts: {},
    });
  });

  test('request_timeout stands in for timeout', () => {
    expect(deploymentOf('      request_timeout: 7\n').timeoutMs).toBe(7000);
    expect(deploymentOf('      request_timeout: 7\n      timeout: 8\n').timeoutMs).toBe(8000);
  });

  test('takes request parameters for defaults, and unknown ones too', () => {
    const { defaults, extra } = deploymentOf(
      '      temperature: 0.2\n      thinking: {type: adaptive}\n      context_window: 5\n      supports_vision: true\n      input_cost_per_token: 1\n',
    );
    expect(defaults).toEqual({
      temperature: 0.2,
      thinking: { type: 'adaptive' },
      context_window: 5,
    });
    expect(extra).toEqual({});
  });

  test('keeps settings of single providers apart, secrets wrapped', () => {
    const { extra, defaults } = deploymentOf(
      '      azure_ad_token: sk-secret\n      tenant_id: t\n      vertex_credentials: {key: sk-secret}\n      aws_new_token: sk-secret\n',
    );
    expect(extra['tenant_id']).toBe('t');
    expect(extra['azure_ad_token']).toBeInstanceOf(Secret);
    expect(extra['vertex_credentials']).toBeInstanceOf(Secret);
    expect(extra['aws_new_token']).toBeInstanceOf(Secret);
    expect(defaults).toEqual({});
  });

  test('takes a list under drop_params for true', () => {
    expect(deploymentOf('      drop_params: [tools]\n').dropParams).toBe(true);
  });
});

describe('readApiBase', () => {
  test('also reads base_url', () => {
    expect(readApiBase(mapOf('base_url: " http://x "\n'))).toBe('http://x');
    expect(readApiBase(mapOf('api_base: ""\n'))).toBeNull();
  });
});
