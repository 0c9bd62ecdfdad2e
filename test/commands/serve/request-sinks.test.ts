import { afterEach, expect, test } from '@jest/globals';
import { createRequestSinks } from '../../../commands/serve/request-sinks.ts';
import { startApp, type RunningApp } from '../../support/app.ts';
import { captureLogger } from '../../support/captured-logger.ts';

let app: RunningApp;

afterEach(async () => {
  await app.close();
});

test('a request becomes one log line and is counted', async () => {
  app = await startApp({
    model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }],
  });
  const log = await captureLogger();
  const metrics = createRequestSinks(log.logger, app.gateway);
  const prompt = 'a prompt that nobody logs';
  const body = { model: 'm', messages: [{ role: 'user', content: prompt }] };
  await (await app.post('/v1/chat/completions', body)).text();
  app.gateway.recorder.flush();
  const lines = await log.lines();
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).toContain('/v1/chat/completions');
  expect(log.text()).not.toContain(prompt);
  expect(metrics.render()).toMatch(/^litellm_proxy_total_requests_metric_total\{.*\} 1$/m);
  expect(metrics.render()).toMatch(/^process_/m);
});

test('a breaker that opens becomes one log line, by the name people know, and is counted', async () => {
  app = await startApp({
    model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }],
  });
  const log = await captureLogger();
  const metrics = createRequestSinks(log.logger, app.gateway);
  const [deployment] = app.gateway.runtime.deployments;
  deployment?.breaker('chat');
  const id = deployment?.id ?? '';
  await app.gateway.breakers.trip(id, 5_000, 'a test');
  const [line] = await log.lines();
  expect(line).toMatchObject({
    level: 'warn',
    event: 'circuit_breaker_transition',
    deployment: id,
  });
  expect(line?.msg).toMatch(new RegExp(`^m ${id.slice(0, 8)} \\(chat\\) opened: opened by hand`));
  const text = metrics.render();
  expect(text).toMatch(/^llmgw_circuit_breaker_transitions_total\{.*cause="manual".*\} 1$/m);
  expect(text).toMatch(/^llmgw_circuit_breaker_state\{.*state="open"\} 1$/m);
  app.gateway.refusals?.notPermitted(id, 'chat', 'OPEN');
  expect(metrics.render()).toMatch(/^llmgw_circuit_breaker_not_permitted_total\{.*"open"\} 1$/m);
});
