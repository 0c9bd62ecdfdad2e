import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordSink } from '../../../src/gateway/record-usage.ts';
import { createMetricsSink, registerStateGauges } from '../../../src/gateway/request-metrics.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { breakerFailure } from '../../support/breaker-literals.ts';
import { makeGateway } from '../../support/gateway.ts';
import { attemptRecord, requestRecord } from '../../support/request-records.ts';
import { samplesOf } from '../../support/samples.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

let registry: MetricsRegistry;
let sink: RecordSink;

beforeEach(() => {
  registry = new MetricsRegistry();
  sink = createMetricsSink(registry);
});

function samples(name: string): readonly string[] {
  return samplesOf(registry, name);
}

describe('requests', () => {
  test('are counted by model, route and status', () => {
    sink([requestRecord(), requestRecord(), requestRecord({ status: 429, errorCode: 'busy' })]);
    const labels = 'requested_model="gpt",route="/v1/chat/completions"';
    expect(samples('litellm_proxy_total_requests_metric')).toEqual([
      `litellm_proxy_total_requests_metric_total{${labels},status_code="200"} 2`,
      `litellm_proxy_total_requests_metric_total{${labels},status_code="429"} 1`,
    ]);
    expect(samples('litellm_proxy_failed_requests_metric')).toEqual([
      `litellm_proxy_failed_requests_metric_total{${labels},exception_status="429",exception_class="busy"} 1`,
    ]);
  });

  test('are timed in seconds', () => {
    sink([requestRecord({ totalMs: 1_500 })]);
    const [sum, count] = samples('litellm_request_total_latency_metric_');
    expect([sum, count].map((line) => line?.split(' ').at(-1))).toEqual(['1.5', '1']);
  });

  test('with usage add their tokens', () => {
    const usage = { promptTokens: 7, completionTokens: 3, totalTokens: 10 };
    sink([requestRecord({ usage }), requestRecord({ usage }), requestRecord()]);
    const totals = ['input', 'output', 'total'].map((kind) => samples(`litellm_${kind}_tokens`)[0]);
    expect(totals.map((line) => line?.split(' ').at(-1))).toEqual(['14', '6', '20']);
  });

  test('for unknown models share one label', () => {
    const lost = { group: '', status: 400, errorCode: 'model_not_found' };
    sink([
      requestRecord({ ...lost, requestedModel: 'typo-1' }),
      requestRecord({ ...lost, requestedModel: 'typo-2' }),
    ]);
    expect(samples('litellm_proxy_total_requests_metric')).toHaveLength(1);
    expect(registry.render()).not.toContain('typo');
  });
});

describe('attempts', () => {
  test('are counted by deployment and how they ended; those the client left are neither', () => {
    const attempts = [
      attemptRecord({ deploymentId: 'a', outcome: 'overloaded' }),
      attemptRecord({ deploymentId: 'b', ttftMs: 250 }),
      attemptRecord({ deploymentId: 'b', outcome: 'aborted' }),
    ];
    sink([requestRecord({ attempts })]);
    const labels = (id: string) => `model="gpt",model_id="${id}",api_provider="openai"`;
    expect(samples('litellm_deployment_total_requests')).toEqual([
      `litellm_deployment_total_requests_total{${labels('a')}} 1`,
      `litellm_deployment_total_requests_total{${labels('b')}} 2`,
    ]);
    expect(samples('litellm_deployment_success_responses')).toEqual([
      `litellm_deployment_success_responses_total{${labels('b')}} 1`,
    ]);
    expect(samples('litellm_deployment_failure_responses')).toEqual([
      `litellm_deployment_failure_responses_total{${labels('a')},exception_class="overloaded"} 1`,
    ]);
    expect(samples('litellm_llm_api_time_to_first_token_metric_count')).toEqual([
      `litellm_llm_api_time_to_first_token_metric_count{${labels('b')}} 1`,
    ]);
  });
});

describe('the state of deployments', () => {
  test('is read at the moment somebody looks', async () => {
    const { gateway, deployment } = makeGateway({ upstream: new ScriptedUpstream() });
    registerStateGauges(registry, gateway);
    const { id, state, breaker } = deployment();
    const read = (name: string) => samples(name)[0]?.split(' ').at(-1);
    expect([read('litellm_deployment_state'), read('llmgw_deployment_in_flight')]).toEqual([
      '0',
      '0',
    ]);
    state.inFlight = 3;
    breaker('chat');
    await gateway.breakers.trip(id, 1_000, 'a test');
    gateway.recorder.dropped = 2;
    expect([read('litellm_deployment_state'), read('llmgw_deployment_in_flight')]).toEqual([
      '2',
      '3',
    ]);
    expect(read('llmgw_records_dropped')).toBe('2');
    expect(Number(read('llmgw_retry_budget_balance'))).toBeGreaterThan(0);
  });

  test('is 1 while traffic comes back', () => {
    const { gateway, deployment, clock } = makeGateway({ upstream: new ScriptedUpstream() });
    registerStateGauges(registry, gateway);
    const limit = breakerFailure({ verdict: 'hold', retryAfterMs: 1_000 });
    const one = deployment().breaker('chat');
    one.onFailure(one.tryAcquirePermit(0, 'whole'), 0, limit);
    const read = () => samples('litellm_deployment_state')[0]?.split(' ').at(-1);
    expect(read()).toBe('2');
    clock.advance(1_500);
    expect(read()).toBe('1');
  });

  test('is gone with a deployment that a reload took away', () => {
    const { gateway } = makeGateway({ upstream: new ScriptedUpstream() });
    registerStateGauges(registry, gateway);
    expect(samples('llmgw_deployment_in_flight')).toHaveLength(1);
    gateway.runtime = { ...gateway.runtime, deployments: [] };
    expect(samples('llmgw_deployment_in_flight')).toEqual([]);
  });
});
