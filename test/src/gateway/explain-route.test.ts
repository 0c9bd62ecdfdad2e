import { describe, expect, test } from '@jest/globals';
import { explainRoute } from '../../../src/gateway/explain-route.ts';
import { UPSTREAM_KEY } from '../../support/config-literals.ts';
import { attemptsOf, explain, groupOf, quietGateway } from '../../support/explain/explained.ts';
import { llmRequest } from '../../support/gateway.ts';

const CHAIN = {
  deployments: [
    { id: 'a0', modelName: 'group' },
    { id: 'b0', modelName: 'b', model: 'other' },
    { id: 'c0', modelName: 'c', model: 'third' },
  ],
  router: {
    numRetries: 0,
    fallbacks: new Map([
      ['group', ['b', 'nowhere']],
      ['b', ['c']],
    ]),
  },
};

describe('a plan', () => {
  test('goes through the groups in the order of their visits, and ends with what the client gets', async () => {
    const plan = await explain(quietGateway(CHAIN));
    expect(plan).toMatchObject({
      ...{ schema: 'llmgw.explain-route/v1', model: 'group', operation: 'chat', stream: false },
      ...{ assume: 'overloaded', servable: true },
      answer: { status: 503, code: 'upstream_overloaded', retry_after_s: null, at_ms: 0 },
    });
    expect(plan.groups.map(({ group, fallback_of: of }) => [group, of])).toEqual([
      ['group', null],
      ['b', 'group'],
      ['c', 'b'],
    ]);
    expect(attemptsOf(plan)).toEqual(['a0 at 0', 'b0 at 0', 'c0 at 0']);
    expect(plan.groups.map(({ is_last: isLast }) => isLast)).toEqual([false, false, true]);
  });

  test('names the fallbacks that nobody comes to, and why', async () => {
    const router = { ...CHAIN.router, maxFallbacks: 1 };
    const { not_tried: missing } = await explain(quietGateway({ ...CHAIN, router }));
    expect(missing).toEqual([
      { group: 'nowhere', fallback_of: 'group', why: 'unknown' },
      { group: 'c', fallback_of: 'b', why: 'max_fallbacks' },
    ]);
  });

  test('does not go elsewhere with a request that is wrong in itself', async () => {
    const plan = await explain(quietGateway(CHAIN), { assume: 'caller_fault' });
    expect(attemptsOf(plan)).toEqual(['a0 at 0']);
    expect(groupOf(plan)).toMatchObject({ fallbacks: [], ended: { reason: 'not_repeatable' } });
  });

  test('follows what the request says of retries, time-outs and fallbacks', async () => {
    const body = { num_retries: 1, timeout: 2, fallbacks: ['c'] };
    const plan = await explain(quietGateway(CHAIN), { body });
    expect(plan.groups.map(({ group }) => group)).toEqual(['group', 'c']);
    expect(groupOf(plan).attempts).toMatchObject([
      { first_limit_ms: 2_000, idle_limit_ms: null, retries_allowed: 1, retries_made: 0 },
      { retries_made: 1 },
    ]);
  });

  test('lets silence last, and waits as a request would', async () => {
    const deployments = ['a', 'b'].map((id) => ({ id, model: id }));
    const plan = await explain(quietGateway({ deployments }), {
      ...{ body: { stream: true }, assume: 'timeout' },
    });
    expect(attemptsOf(plan)).toEqual(['a at 0', 'b at 10000']);
    expect(plan.answer).toMatchObject({ status: 408, at_ms: 20_000 });
  });

  test('of a question that is asked twice is the same', async () => {
    const gateway = quietGateway({ deployments: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
    expect(await explain(gateway)).toEqual(await explain(gateway));
  });

  test('takes nothing, sends nothing and changes nothing', async () => {
    const gateway = quietGateway({ deployments: [{ id: 'a', maxParallelRequests: 1 }] });
    const before = gateway.deployment().breaker('chat').snapshot(0);
    const left = gateway.deployment().groupState.retryBudget.balance(0);
    await explain(gateway, { assume: 'quota' });
    expect(gateway.deployment().breaker('chat').snapshot(0)).toEqual(before);
    expect(gateway.deployment().groupState.retryBudget.balance(0)).toBe(left);
    expect(gateway.sent).toEqual([]);
    expect(gateway.clock.now()).toBe(0);
    gateway.assertIdle();
  });

  test('holds no credential', async () => {
    const gateway = quietGateway(CHAIN);
    await gateway.deployment('a0').breaker('chat').trip(9_000, `the key ${UPSTREAM_KEY}`);
    expect(JSON.stringify(await explain(gateway))).not.toContain(UPSTREAM_KEY);
  });
});

describe('a request that goes nowhere', () => {
  test('because nobody takes it now has a plan without attempts', async () => {
    const gateway = quietGateway({ deployments: [{ id: 'a' }] });
    await gateway.deployment().breaker('chat').trip(4_000, 'a test');
    const plan = await explain(gateway);
    expect(plan).toMatchObject({
      servable: false,
      answer: { status: 503, code: 'circuit_open', retry_after_s: 4 },
    });
    expect(groupOf(plan).ended).toEqual({ reason: 'open', retry_after_ms: 4_000 });
  });

  test('because its model is unknown is refused as it would be', async () => {
    const { runtime, gateway, clock } = quietGateway();
    const request = llmRequest({ model: 'gruop' });
    const { breakers } = gateway;
    const refusal = await explainRoute({ runtime, breakers, clock, request, assume: 'unknown' });
    expect(refusal).toMatchObject({
      code: 'model_not_found',
      message: expect.stringContaining('Did you mean "group"?'),
    });
  });
});
