import { describe, expect, test } from '@jest/globals';
import { GroupRound } from '../../../src/gateway/group-round.ts';
import { holdPermit } from '../../../src/gateway/held-permit.ts';
import { lookAhead } from '../../../src/gateway/look-ahead.ts';
import { rehearseCall } from '../../../src/gateway/rehearse-call.ts';
import type { FailureClass } from '../../../src/resilience/failure-class.ts';
import { quietGateway } from '../../support/explain/explained.ts';
import { llmRequest, makeJob, type GatewayParts } from '../../support/gateway.ts';

function prepare(parts: GatewayParts, body: Readonly<Record<string, unknown>> = {}) {
  const test = quietGateway(parts);
  const { runtime, clock, gateway } = test;
  const { breakers } = gateway;
  const ahead = lookAhead({ runtime, clock, breakers, operation: 'chat', random: () => 0 });
  const request = llmRequest(body);
  const route = ahead.gateway.runtime.table.resolve('group');
  const candidate = route?.candidates[0];
  if (route === null || candidate === undefined) throw new Error('no route');
  const job = { ...makeJob(test, request), gateway: ahead.gateway, route };
  const round = new GroupRound(job, route, true);
  const permit = holdPermit(candidate, request, ahead.clock.now());
  if (permit === null) throw new Error('no permit');
  const call = (assume: FailureClass) => ahead.clock.settle(rehearseCall(round, permit, assume));
  return { ahead, call, deployment: candidate.deployment };
}

describe('a call that is pretended', () => {
  test('fails as assumed, at once, and its breaker learns from it', async () => {
    const { ahead, call, deployment } = prepare({ deployments: [{ maxParallelRequests: 1 }] });
    const { failure, limits } = await call('quota');
    expect(failure.failureClass).toBe('quota');
    expect(limits.firstLimitMs).toBe(60_000);
    expect(deployment.breaker('chat').cause).toBe('quota');
    expect(deployment.state.queue.hasRoom).toBe(true);
    expect(deployment.state.usage(0).requests).toBe(1);
    expect(ahead.clock.elapsedMs).toBe(0);
  });

  test('is silent for as long as it may be', async () => {
    const { ahead, call, deployment } = prepare({}, { stream: true });
    expect((await call('timeout')).failure.silent).toBe(true);
    expect(ahead.clock.elapsedMs).toBe(10_000);
    expect(deployment.breaker('chat').snapshot(10_000).window.failures).toBe(1);
  });

  test('of a mock, or one that cannot be made, teaches the breaker nothing', async () => {
    const mock = prepare({ deployments: [{ mockResponse: 'hello' }] });
    expect((await mock.call('quota')).failure.failureClass).toBe('quota');
    expect(mock.deployment.breaker('chat').state).toBe('CLOSED');
    const unfit = prepare({ deployments: [{ provider: 'ollama_chat' }] }, { logprobs: true });
    expect((await unfit.call('quota')).failure.failureClass).toBe('unsupported');
    expect(unfit.deployment.breaker('chat').state).toBe('CLOSED');
  });
});
