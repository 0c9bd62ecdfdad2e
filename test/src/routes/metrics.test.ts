import { afterEach, expect, test } from '@jest/globals';
import { startApp, type RunningApp } from '../../support/app.ts';

const MODELS = [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }];

let app: RunningApp;

afterEach(async () => {
  await app.close();
});

test('GET /metrics is open and gives what was counted as Prometheus text', async () => {
  app = await startApp({ model_list: MODELS });
  const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
  await (await app.post('/v1/chat/completions', chat)).text();
  await new Promise((resolve) => setImmediate(resolve));
  const response = await fetch(`${app.origin}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  expect(text).toMatch(/^# HELP /);
  expect(text).toMatch(/^litellm_proxy_total_requests_metric_total\{.*\} 1$/m);
  expect((await fetch(`${app.origin}/metrics/`)).status).toBe(200);
});

test('GET /metrics needs a key when the configuration says so', async () => {
  app = await startApp({
    model_list: MODELS,
    litellm_settings: { require_auth_for_metrics_endpoint: true },
  });
  expect((await fetch(`${app.origin}/metrics`)).status).toBe(401);
  expect((await app.get('/metrics')).status).toBe(200);
});
