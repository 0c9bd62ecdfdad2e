import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import { renderPlan } from '../../../commands/explain-route/render-plan.ts';
import { explain, quietGateway } from '../../support/explain/explained.ts';

const PLAIN = new Chalk({ level: 0 });

const PARTS = {
  deployments: [
    { id: 'east', model: 'a', order: 1 },
    { id: 'spare', model: 'b', order: 2 },
    { id: 'tiny', modelName: 'small', model: 'c' },
  ],
  router: { numRetries: 1, fallbacks: new Map([['group', ['small', 'nowhere']]]) },
};

describe('a plan for people', () => {
  test('reads from top to bottom', async () => {
    const plan = await explain(quietGateway(PARTS));
    expect(renderPlan(plan, PLAIN)).toBe(`group  chat; every attempt fails: overloaded

1. group
   drawn by simple-shuffle
   o east   openai/a   100 %
   x spare  openai/b          order 2: its turn comes when nobody of a lower order takes the call
   > east, at once: 60 s for the whole answer
     fails: overloaded; up to 1 retry in this group
   > spare, retry 1, at once: 60 s for the whole answer
     fails: overloaded; up to 1 retry in this group
   = the retries are used up; fallbacks: small, nowhere

2. small, fallback of group
   o tiny  openai/c   100 %
   > tiny, at once: 60 s for the whole answer
     fails: overloaded; up to 1 retry in this group
   > tiny, retry 1, after 1.0 s: 60 s for the whole answer
     fails: overloaded; up to 1 retry in this group
   = the retries are used up; no fallbacks

-  nowhere, fallback of group: not tried, there is no such model

After 1.0 s the client gets 503 upstream_overloaded: (what the upstream says: overloaded)
`);
  });

  test('says when nobody takes the call, and until when', async () => {
    const gateway = quietGateway({ deployments: [{ id: 'a' }] });
    await gateway.deployment().breaker('chat').trip(4_000, 'a test');
    const text = renderPlan(await explain(gateway), PLAIN);
    expect(text).toContain('= no breaker lets a call pass, for another 4.0 s; no fallbacks');
    expect(text).toContain('Nobody can take this call now. At once the client gets 503');
    expect(text).toContain('circuit_open, Retry-After: 4: ');
  });

  test('names what is out of the ordinary: probes, hedges, streams, refusals to wait', async () => {
    const hedge = { after: 'p95', maxExtra: 0.05, tools: false } as const;
    const route = { streamRescue: 'auto', holdBack: null, hedge, onAllOpen: 'bypass' } as const;
    const routes = { default: route, byGroup: new Map() };
    const gateway = quietGateway({ deployments: [{ id: 'a' }], llmgw: { routes } });
    await gateway.deployment().breaker('chat').trip(1, 'a test');
    gateway.clock.advance(1);
    const text = renderPlan(await explain(gateway, { body: { stream: true } }), PLAIN);
    expect(text).toContain('chat, streamed');
    expect(text).toContain('hedged after the p95; called even when every breaker is open');
    expect(text).toContain('> a as the probe, at once: 10 s to the first token, 15 s between two');
    await gateway.deployment().breaker('chat').reset();
    await gateway.deployment().breaker('chat').trip(9_000, 'a test');
    expect(renderPlan(await explain(gateway), PLAIN)).toContain('> a although its breaker is open');
  });

  test('has colours only where they are wanted', async () => {
    const plan = await explain(quietGateway());
    expect(renderPlan(plan, PLAIN)).not.toContain('\u001b');
    expect(renderPlan(plan, new Chalk({ level: 1 }))).toContain('\u001b');
  });
});
