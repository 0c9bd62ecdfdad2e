import { beforeEach, expect, test } from '@jest/globals';
import type { RecordSink } from '../../../src/gateway/record-usage.ts';
import { createUpstreamSink } from '../../../src/gateway/upstream-metrics.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { attemptRecord, requestRecord } from '../../support/request-records.ts';
import { samplesOf } from '../../support/samples.ts';

let registry: MetricsRegistry;
let sink: RecordSink;

beforeEach(() => {
  registry = new MetricsRegistry();
  sink = createUpstreamSink(registry);
});

test('attempts are counted by how they ended; a class is named only of failures', () => {
  const outcomes = ['answered', 'aborted', 'lost', 'overloaded', 'timeout'];
  sink([requestRecord({ attempts: outcomes.map((outcome) => attemptRecord({ outcome })) })]);
  const labels = (outcome: string, failure: string): string =>
    `deployment="id-1",operation="chat",outcome="${outcome}",class="${failure}"`;
  const name = 'llmgw_circuit_breaker_attempts_total';
  expect(samplesOf(registry, name)).toEqual([
    `${name}{${labels('answered', '')}} 1`,
    `${name}{${labels('aborted', '')}} 1`,
    `${name}{${labels('lost', '')}} 1`,
    `${name}{${labels('failed', 'overloaded')}} 1`,
    `${name}{${labels('failed', 'timeout')}} 1`,
  ]);
});

test('attempts are timed to their end and to their first token, in seconds', () => {
  const attempts = [attemptRecord({ ms: 2_500, ttftMs: 500 }), attemptRecord({ ms: 500 })];
  sink([requestRecord({ attempts })]);
  const labels = 'deployment="id-1",operation="chat"';
  expect(samplesOf(registry, 'llmgw_upstream_')).toEqual([
    `llmgw_upstream_attempt_seconds_sum{${labels},outcome="answered"} 3`,
    `llmgw_upstream_attempt_seconds_count{${labels},outcome="answered"} 2`,
    `llmgw_upstream_ttft_seconds_sum{${labels}} 0.5`,
    `llmgw_upstream_ttft_seconds_count{${labels}} 1`,
  ]);
});

test('retries are counted by what became of the request, and those that were not made', () => {
  sink([
    requestRecord({ retries: 2 }),
    requestRecord({ retries: 1, retriesRefused: 1, errorCode: 'upstream_error' }),
    requestRecord(),
  ]);
  expect(samplesOf(registry, 'llmgw_retries_total')).toEqual([
    'llmgw_retries_total{group="gpt",result="answered"} 2',
    'llmgw_retries_total{group="gpt",result="failed"} 1',
    'llmgw_retries_total{group="gpt",result="budget_exhausted"} 1',
  ]);
});
