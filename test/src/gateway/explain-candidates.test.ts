import { describe, expect, test } from '@jest/globals';
import type { RoutingStrategy } from '../../../src/config/types.ts';
import { breakerFailure } from '../../support/breaker-literals.ts';
import { candidatesOf, explain, quietGateway } from '../../support/explain/explained.ts';
import type { TestGateway } from '../../support/gateway.ts';

function breakerOf(gateway: TestGateway, id: string) {
  return gateway.deployment(id).breaker('chat');
}

describe('the share of a candidate', () => {
  test('follows its weight', async () => {
    const deployments = [3, 1, 0].map((weight, index) => ({ id: `d${index}`, weight }));
    const candidates = candidatesOf(await explain(quietGateway({ deployments })));
    expect(candidates).toMatchObject({
      d0: { share: 0.75, dropped: null, why: null, state: 'ready' },
      d1: { share: 0.25, dropped: null },
      d2: { share: 0, dropped: 'strategy', why: 'its weight is 0' },
    });
  });

  test('is all for the only one, and even without weights', async () => {
    const two = quietGateway({ deployments: [{ id: 'a' }, { id: 'b' }] });
    expect(candidatesOf(await explain(two))).toMatchObject({
      a: { share: 0.5 },
      b: { share: 0.5 },
    });
    const one = quietGateway({ deployments: [{ id: 'a' }] });
    expect(candidatesOf(await explain(one))).toMatchObject({ a: { share: 1 } });
  });

  test.each<[RoutingStrategy, string]>([
    ['least-busy', 'others have fewer calls under way'],
    ['latency-based-routing', 'others are faster'],
    ['usage-based-routing', 'others have used fewer tokens this minute'],
  ])('is nothing where %s prefers another', async (strategy, why) => {
    const deployments = [{ id: 'a' }, { id: 'b' }];
    const gateway = quietGateway({ deployments, router: { strategy } });
    const { state } = gateway.deployment('a');
    state.inFlight = 2;
    state.addTokens(100, 0);
    state.addLatency(80, 0, 10);
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      a: { share: 0, dropped: 'strategy', why },
      b: { share: 1, dropped: null },
    });
  });
});

describe('a candidate is dropped', () => {
  test('for one of a lower order', async () => {
    const deployments = [{ id: 'a', order: 1 }, { id: 'b', order: 2 }, { id: 'c' }];
    expect(candidatesOf(await explain(quietGateway({ deployments })))).toMatchObject({
      a: { share: 1, order: 1 },
      b: { dropped: 'order', why: expect.stringContaining('order 2: ') },
      c: { dropped: 'order', why: expect.stringContaining('without an order: ') },
    });
  });

  test('when its rpm is used up', async () => {
    const deployments = [{ id: 'a', rpm: 1 }, { id: 'b' }];
    const router = { strategy: 'usage-based-routing' } as const;
    const gateway = quietGateway({ deployments, router });
    gateway.deployment('a').state.addRequest(0);
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      a: { dropped: 'limits', why: 'its rpm or tpm of this minute is used up' },
    });
  });

  test('when it is full', async () => {
    const deployments = [{ id: 'a', maxParallelRequests: 2 }, { id: 'b' }];
    const gateway = quietGateway({ deployments });
    const { queue } = gateway.deployment('a').state;
    for (let place = 0; place < 2; place++) queue.tryEnter();
    void queue.enter(60_000, { onAbort: () => undefined });
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      a: { state: 'full', dropped: 'full', why: '2 of 2 calls under way, 1 waiting' },
    });
  });

  test('when its breaker does not take the call, with why and until when', async () => {
    const deployments = ['open', 'held', 'forced', 'well'].map((id) => ({ id, model: id }));
    const gateway = quietGateway({ deployments });
    await breakerOf(gateway, 'open').trip(4_000, 'a test');
    const failure = breakerFailure({ verdict: 'hold', retryAfterMs: 9_000, httpStatus: 429 });
    const held = breakerOf(gateway, 'held');
    held.onFailure(held.tryAcquirePermit(0, 'whole'), 0, failure);
    const order = { mode: 'FORCED_OPEN', ttlMs: 60_000, actor: 'alice', reason: 'moving' } as const;
    await breakerOf(gateway, 'forced').override(order);
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      open: {
        ...{ state: 'open', dropped: 'breaker', until_ms: 4_000 },
        why: expect.stringMatching(
          /^open for 0 ms: opened by hand, last .*; next probe in 4\.0 s$/,
        ),
      },
      held: {
        ...{ state: 'hold', until_ms: 9_000 },
        why: expect.stringMatching(/left alone for another 9\.0 s, last 429 overloaded/),
      },
      forced: { state: 'forced_open', why: 'forced open by alice for another 60 s: moving' },
      well: { share: 1, until_ms: null },
    });
  });

  test('while the probe of another goes first; its own probe waits for its order', async () => {
    const deployments = [{ id: 'a' }, { id: 'b', order: 1 }, { id: 'c' }];
    const gateway = quietGateway({ deployments });
    await breakerOf(gateway, 'c').trip(1, 'a test');
    gateway.clock.advance(1);
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      b: { share: 1 },
      c: { state: 'probe_due', dropped: 'order' },
    });
    await breakerOf(gateway, 'b').trip(1, 'a test');
    gateway.clock.advance(1);
    expect(candidatesOf(await explain(gateway))).toMatchObject({
      a: { dropped: 'probe', why: 'a probe goes first' },
      b: { state: 'probe_due', share: 1, dropped: null },
    });
  });
});

test('one whose traffic is coming back keeps its share, and says how much it takes', async () => {
  const gateway = quietGateway({ deployments: [{ id: 'a' }, { id: 'b' }] });
  await breakerOf(gateway, 'a').trip(1, 'a test');
  gateway.clock.advance(2);
  await (await breakerOf(gateway, 'a').acquireProbe(2, 'whole', 1_000))?.settle('ok');
  gateway.clock.advance(15_000);
  expect(candidatesOf(await explain(gateway))).toMatchObject({
    a: { state: 'ramp', share: 0.5, why: 'traffic is coming back: 50 % of the calls' },
  });
});

test('one that answers by itself says so', async () => {
  const gateway = quietGateway({ deployments: [{ id: 'a', mockResponse: 'hello' }] });
  expect(candidatesOf(await explain(gateway))['a']?.why).toBe('answers by itself: mock_response');
});
