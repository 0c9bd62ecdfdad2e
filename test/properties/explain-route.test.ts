import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callUpstream, type Delivery } from '../../src/gateway/call-upstream.ts';
import { explainRoute } from '../../src/gateway/explain-route.ts';
import type { RoutePlan } from '../../src/gateway/route-plan.ts';
import type { UpstreamClient } from '../../src/http/upstream.ts';
import { FailingUpstream, HealthyUpstream } from '../support/explain/failing-upstream.ts';
import {
  gatewayPartsOf,
  live,
  randomRoute,
  seeded,
  type RandomRoute,
} from '../support/explain/random-route.ts';
import { llmRequest, makeGateway, makeJob, type TestGateway } from '../support/gateway.ts';
import { turns } from '../support/http-server.ts';

const RUNS = 400;

/** The same chance for the plan and for what is served. */
async function prepare(plan: RandomRoute, upstream: UpstreamClient) {
  const chance = { draw: seeded(7) };
  const gateway = makeGateway({ ...gatewayPartsOf(plan), upstream, random: () => chance.draw() });
  await live(gateway, plan);
  return { gateway, request: llmRequest({ ...plan.body, model: 'a' }), chance };
}

/** Serves to the end; time passes whenever nothing else happens. */
async function serve(gateway: TestGateway, delivery: Promise<Delivery>): Promise<Delivery> {
  const state = { isDone: false };
  void delivery.finally(() => (state.isDone = true));
  for (;;) {
    await turns(1);
    if (state.isDone) return delivery;
    gateway.clock.advance(gateway.clock.nextInMs ?? 0);
  }
}

interface Story {
  readonly attempts: readonly (readonly [deployment: string, failure: string, atMs: number])[];
  readonly answer: { readonly status: number; readonly code: string; readonly atMs: number };
}

function planned({ groups, answer: { status, code, at_ms: atMs } }: RoutePlan): Story {
  const attempts = groups.flatMap((group) =>
    group.attempts.map(
      ({ model_id: id, fails_with: failure, at_ms: at }) => [id, failure, at] as const,
    ),
  );
  return { attempts, answer: { status, code, atMs } };
}

async function served({ gateway, request }: Awaited<ReturnType<typeof prepare>>): Promise<Story> {
  const startedAt = gateway.clock.now();
  const job = makeJob(gateway, request);
  const delivery = await serve(gateway, callUpstream(job));
  if (delivery.kind !== 'refused') throw new Error(`it was ${delivery.kind}`);
  const since = (at: number) => Math.round(at - startedAt);
  const attempts = job.trace.attempts.map(
    ({ deploymentId, outcome }, index) =>
      [deploymentId, outcome, since(gateway.sent[index]?.at ?? Number.NaN)] as const,
  );
  const { status, code } = delivery.error;
  return { attempts, answer: { status, code, atMs: since(gateway.clock.now()) } };
}

describe('a plan and what is served', () => {
  test('are the same attempts at the same moments, and the same answer', async () => {
    const seen = new Map<string, number>();
    const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(randomRoute, async (route) => {
        const world = await prepare(route, new FailingUpstream(route.assume));
        const { gateway, request, chance } = world;
        const { runtime, clock } = gateway;
        const { breakers } = gateway.gateway;
        const random = seeded(route.seed);
        const plan = await explainRoute({
          runtime,
          breakers,
          clock,
          request,
          assume: route.assume,
          random,
        });
        if (!('groups' in plan)) throw new Error(plan.message);
        chance.draw = seeded(route.seed);
        expect(planned(plan)).toEqual(await served(world));
        for (const { attempts, fallback_of: parent, ended } of plan.groups) {
          see(parent === null ? 'requested group' : 'fallback');
          see(`ended: ${ended.reason}`);
          for (const { kind } of attempts) see(kind);
        }
      }),
      { numRuns: RUNS },
    );
    for (const what of ['fallback', 'call', 'probe', 'bypass', 'ended: open', 'ended: hold']) {
      expect([what, seen.get(what) ?? 0]).not.toEqual([what, 0]);
    }
  }, 60_000);

  test('begin with the same deployment when all goes well', async () => {
    await fc.assert(
      fc.asyncProperty(randomRoute, async (route) => {
        const whole = { ...route, body: { ...route.body, stream: false } };
        const { gateway, request, chance } = await prepare(whole, new HealthyUpstream());
        const { runtime, clock } = gateway;
        const { breakers } = gateway.gateway;
        const random = seeded(route.seed);
        const { assume } = route;
        const plan = await explainRoute({ runtime, breakers, clock, request, assume, random });
        if (!('groups' in plan)) throw new Error(plan.message);
        chance.draw = seeded(route.seed);
        const job = makeJob(gateway, request);
        const delivery = await serve(gateway, callUpstream(job));
        expect(delivery.kind).toBe(plan.servable ? 'delivered' : 'refused');
        const first = plan.groups.flatMap(({ attempts }) => attempts)[0]?.model_id;
        expect(job.trace.attempts[0]?.deploymentId).toBe(first);
      }),
      { numRuns: RUNS / 2 },
    );
  }, 60_000);
});
