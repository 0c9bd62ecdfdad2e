import { describe, expect, test } from '@jest/globals';
import { lookAhead } from '../../../src/gateway/look-ahead.ts';
import { quietGateway } from '../../support/explain/explained.ts';
import type { TestGateway } from '../../support/gateway.ts';

const TWO_GROUPS = {
  deployments: [
    { id: 'a', modelName: 'group', model: 'same' },
    { id: 'b', modelName: 'other', model: 'same' },
  ],
};

function ahead({ runtime, clock, gateway }: TestGateway) {
  const { breakers } = gateway;
  return lookAhead({ runtime, clock, breakers, operation: 'chat', random: () => 0 });
}

function deploymentOf(rehearsal: ReturnType<typeof ahead>, group: string) {
  const found = rehearsal.gateway.runtime.table.resolve(group)?.candidates[0]?.deployment;
  if (found === undefined) throw new Error(`no ${group}`);
  return found;
}

describe('looking ahead', () => {
  test('finds the same routes with copies, one of each', () => {
    const present = quietGateway(TWO_GROUPS);
    const rehearsal = ahead(present);
    const copy = deploymentOf(rehearsal, 'group');
    expect(copy).not.toBe(present.deployment('a'));
    expect(deploymentOf(rehearsal, 'a')).toBe(copy);
    expect(rehearsal.gateway.runtime.table.names()).toEqual(['group', 'other']);
    expect(rehearsal.gateway.runtime.table.resolve('nowhere')).toBeNull();
  });

  test('sees each thing as it is, and touches none', async () => {
    const present = quietGateway(TWO_GROUPS);
    const original = present.deployment('a');
    await original.breaker('chat').trip(9_000, 'a test');
    original.groupState.retryBudget.tryWithdraw(0);
    original.state.inFlight = 3;
    const copy = deploymentOf(ahead(present), 'group');
    expect(copy.breaker('chat').state).toBe('OPEN');
    expect(copy.state.inFlight).toBe(3);
    expect(copy.groupState.retryBudget.balance(0)).toBeCloseTo(29);
    await copy.breaker('chat').reset();
    copy.groupState.retryBudget.tryWithdraw(0);
    expect(original.breaker('chat').state).toBe('OPEN');
    expect(original.groupState.retryBudget.balance(0)).toBeCloseTo(29);
  });

  test('what is shared by a credential is shared among the copies', () => {
    const present = quietGateway(TWO_GROUPS);
    for (const { breaker } of present.runtime.deployments) breaker('chat');
    const rehearsal = ahead(present);
    deploymentOf(rehearsal, 'group').breaker('chat').shareHold(5_000, 0);
    expect(rehearsal.gateway.breakers.all()).toHaveLength(2);
    expect(present.gateway.breakers.all().map((breaker) => breaker.peek(0))).toEqual([0, 0]);
  });

  test('remembers what failed last', async () => {
    const present = quietGateway(TWO_GROUPS);
    const rehearsal = ahead(present);
    expect(rehearsal.lastFailureOf('a')).toBeNull();
    await present.deployment('a').breaker('chat').trip(9_000, 'a test');
    deploymentOf(rehearsal, 'group');
    expect(rehearsal.lastFailureOf('a')).toMatchObject({ reason: 'a test' });
  });

  test('cannot send anything', () => {
    const { upstream } = ahead(quietGateway()).gateway;
    const request = { origin: 'http://x', method: 'POST', path: '/', headers: [], body: null };
    const handler = { onHead() {}, onData: () => true, onEnd() {}, onError() {} };
    expect(() => upstream.send({ ...request, connectTimeoutMs: 1 }, handler)).toThrow('rehearsal');
  });
});
