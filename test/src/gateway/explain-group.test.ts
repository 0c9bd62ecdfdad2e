import { describe, expect, test } from '@jest/globals';
import type { GatewayParts } from '../../support/gateway.ts';
import {
  attemptsOf,
  explain,
  groupOf,
  quietGateway,
  type Asked,
} from '../../support/explain/explained.ts';

const TWO = { deployments: ['a', 'b'].map((id) => ({ id, model: id })) };

async function explainOne(parts: GatewayParts, asked?: Asked) {
  const plan = await explain(quietGateway(parts), asked);
  return { plan, group: groupOf(plan) };
}

describe('an attempt', () => {
  test('comes with its limits, and sooner while somebody else could take the call', async () => {
    const timeouts = { firstTokenMs: 8_000, firstTokenFailoverMs: 3_000, idleMs: 4_000 };
    const deployments = TWO.deployments.map((one) => ({ ...one, timeouts }));
    const { group } = await explainOne({ deployments }, { body: { stream: true } });
    expect(group.attempts).toMatchObject([
      { model_id: 'a', model: 'openai/a', first_limit_ms: 3_000, idle_limit_ms: 4_000 },
      { model_id: 'b', first_limit_ms: 8_000 },
      { model_id: 'a', retries_made: 2 },
    ]);
  });

  test('of a probe decides whether there is another', async () => {
    const gateway = quietGateway({ deployments: [{ id: 'a' }] });
    await gateway.deployment().breaker('chat').trip(1, 'a test');
    gateway.clock.advance(1);
    const plan = await explain(gateway);
    expect(attemptsOf(plan)).toEqual(['a at 0 as probe']);
    expect(groupOf(plan).ended).toMatchObject({ reason: 'open' });
  });

  test('goes past an open breaker where the route says so', async () => {
    const routes = {
      default: { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'bypass' } as const,
      byGroup: new Map(),
    };
    const gateway = quietGateway({
      deployments: [{ id: 'a' }],
      router: { numRetries: 0 },
      llmgw: { routes },
    });
    await gateway.deployment().breaker('chat').trip(9_000, 'a test');
    const plan = await explain(gateway);
    expect(attemptsOf(plan)).toEqual(['a at 0 as bypass']);
    expect(groupOf(plan)).toMatchObject({ on_all_open: 'bypass', hedge_after: null });
  });

  test('that cannot be made fails in its own way', async () => {
    const { group } = await explainOne(
      { deployments: [{ id: 'a', provider: 'ollama_chat' }] },
      { body: { logprobs: true } },
    );
    expect(group.attempts).toMatchObject([{ fails_with: 'unsupported' }]);
  });
});

describe('a visit ends', () => {
  test('when the retries are used up', async () => {
    const { plan, group } = await explainOne({ ...TWO, router: { numRetries: 1 } });
    expect(attemptsOf(plan)).toEqual(['a at 0', 'b at 0']);
    expect(group.ended).toEqual({ reason: 'retries_used_up', retry_after_ms: null });
  });

  test('when such a failure is not worth a retry', async () => {
    const { group } = await explainOne(TWO, { assume: 'context_window' });
    expect(group.ended.reason).toBe('not_repeatable');
  });

  test('when the budget for retries is empty', async () => {
    const retryBudget = { ratio: 0, minPerSecond: 0.1, ttlMs: 10_000 };
    const { plan, group } = await explainOne({ ...TWO, llmgw: { retryBudget } });
    expect(attemptsOf(plan)).toHaveLength(2);
    expect(group.ended.reason).toBe('retry_budget');
  });

  test('when the upstreams want to be left alone for too long', async () => {
    const gateway = quietGateway({
      deployments: [
        { id: 'a', breaker: { holdBaseMs: 60_000 } },
        { id: 'b', modelName: 'b', model: 'b' },
      ],
      router: { fallbacks: new Map([['group', ['b']]]) },
    });
    const { ended } = groupOf(await explain(gateway, { assume: 'rate_limit' }));
    expect(ended.reason).toBe('wait_too_long');
  });

  test('when everybody has been quarantined on the way', async () => {
    const { plan, group } = await explainOne(
      { ...TWO, router: { numRetries: 5 } },
      { assume: 'quota' },
    );
    expect(attemptsOf(plan)).toEqual(['a at 0', 'b at 0']);
    expect(group.ended.reason).toBe('not_repeatable');
  });

  test('when nobody has room in time', async () => {
    const gateway = quietGateway({
      deployments: [{ id: 'a', maxParallelRequests: 1 }],
      llmgw: { admissionQueue: { maxWaiting: 1, maxWaitMs: 3_000 } },
    });
    gateway.deployment().state.queue.tryEnter();
    const plan = await explain(gateway);
    expect(plan).toMatchObject({ servable: false, answer: { status: 429, at_ms: 3_000 } });
    expect(groupOf(plan).ended.reason).toBe('limits');
  });
});
