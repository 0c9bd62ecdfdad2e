import { expect, test } from '@jest/globals';
import { RefusalCounter } from '../../../src/gateway/refusal-counter.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { samplesOf } from '../../support/samples.ts';

test('refusals are counted by breaker and reason', () => {
  const registry = new MetricsRegistry();
  const refusals = new RefusalCounter(registry);
  refusals.notPermitted('a', 'chat', 'OPEN');
  refusals.notPermitted('a', 'chat', 'OPEN');
  refusals.notPermitted('a', 'embedding', 'HOLD');
  refusals.notPermitted('b', 'chat', 'HALF_OPEN');
  const name = 'llmgw_circuit_breaker_not_permitted_total';
  const counted = samplesOf(registry, name).filter((line) => !line.endsWith(' 0'));
  expect(counted).toEqual([
    `${name}{deployment="a",operation="chat",reason="open"} 2`,
    `${name}{deployment="a",operation="embedding",reason="hold"} 1`,
    `${name}{deployment="b",operation="chat",reason="half_open"} 1`,
  ]);
});
