import { describe, expect, test } from '@jest/globals';
import { enterDeployment, type Entry } from '../../../src/gateway/enter-deployment.ts';
import { GroupRound } from '../../../src/gateway/group-round.ts';
import {
  llmRequest,
  makeGateway,
  makeJob,
  type GatewayParts,
  type TestGateway,
} from '../../support/gateway.ts';

function visitor(running: TestGateway, body: object = { stream: true }) {
  const job = makeJob(running, llmRequest({ ...body }));
  const round = new GroupRound(job, job.route, true);
  return { job, enter: () => enterDeployment(round) };
}

function idOf(entry: Entry): string {
  return entry.kind === 'entered' ? entry.permit.candidate.deployment.id : entry.kind;
}

async function due(parts: GatewayParts = {}): Promise<TestGateway> {
  const running = makeGateway({ deployments: [{ id: 'a', model: 'a' }], ...parts });
  running.deployment('a').breaker('chat');
  await running.gateway.breakers.trip('a', 1_000, 'test');
  running.clock.advance(1_000);
  return running;
}

describe('entering', () => {
  test('takes no turn of the event loop where there is room', () => {
    const running = makeGateway({});
    const entry = visitor(running).enter();
    expect(entry).not.toBeInstanceOf(Promise);
    expect(running.deployment().state.queue.running).toBe(1);
  });

  test('is refused at once where everything is open', async () => {
    const running = makeGateway({ deployments: [{ id: 'a' }] });
    running.deployment('a').breaker('chat');
    await running.gateway.breakers.trip('a', 7_000, 'test');
    expect(visitor(running).enter()).toEqual({ kind: 'none', reason: 'open', retryAfterMs: 7_000 });
  });
});

describe('a route that rather calls something ill than nothing', () => {
  const route = { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'bypass' } as const;
  const llmgw = { routes: { default: route, byGroup: new Map<string, typeof route>() } };

  test('lets calls out although its breaker is open, and learns nothing from them', async () => {
    const running = makeGateway({ deployments: [{ id: 'a' }], llmgw });
    const breaker = running.deployment('a').breaker('chat');
    await running.gateway.breakers.trip('a', 7_000, 'test');
    const entry = visitor(running).enter();
    expect(entry).toMatchObject({ kind: 'entered', permit: { probe: null } });
    expect(breaker.state).toBe('OPEN');
    expect(breaker.snapshot(0).window.inFlight).toBe(0);
  });

  test('but not what an operator has shut', async () => {
    const running = makeGateway({ deployments: [{ id: 'a' }], llmgw });
    running.deployment('a').breaker('chat');
    const order = { mode: 'FORCED_OPEN', ttlMs: 60_000, actor: 'me', reason: 'test' } as const;
    await running.gateway.breakers.override('a', order);
    expect(visitor(running).enter()).toMatchObject({ kind: 'none', reason: 'open' });
  });
});

describe('a thousand callers at a breaker whose time is over', () => {
  test('send one probe, and the others go elsewhere at once', async () => {
    const deployments = [
      { id: 'a', model: 'a' },
      { id: 'b', model: 'b' },
    ];
    const running = await due({ deployments });
    const entries = await Promise.all(
      Array.from({ length: 1_000 }, async () => visitor(running).enter()),
    );
    const probes = entries.filter(
      (entry) => entry.kind === 'entered' && entry.permit.probe !== null,
    );
    expect(probes.map(idOf)).toEqual(['a']);
    expect(entries.filter((entry) => idOf(entry) === 'b')).toHaveLength(999);
  });

  test('send one probe, and the others are refused where there is nothing else', async () => {
    const running = await due();
    const entries = await Promise.all(
      Array.from({ length: 1_000 }, async () => visitor(running).enter()),
    );
    expect(entries.filter((entry) => entry.kind === 'entered')).toHaveLength(1);
    expect(entries.filter((entry) => entry.kind === 'none')).toHaveLength(999);
  });

  test('whose client has left by the time it is granted sends none', async () => {
    const running = await due();
    const { job, enter } = visitor(running);
    const entry = enter();
    job.exchange.leave();
    expect(await entry).toEqual({ kind: 'aborted' });
    expect(idOf(await visitor(running).enter())).toBe('a');
  });
});

describe('a deployment with as many calls as it may have', () => {
  const full = { deployments: [{ maxParallelRequests: 1 }] };

  test('lets the next one wait, in order', async () => {
    const running = makeGateway(full);
    const first = visitor(running).enter();
    const second = visitor(running).enter();
    const third = visitor(running).enter();
    if (first instanceof Promise || first.kind !== 'entered') throw new Error('no room');
    first.permit.completed(0, 1);
    const entered = await second;
    expect(entered.kind).toBe('entered');
    const { queue } = running.deployment().state;
    expect(queue.waiting).toBe(1);
    if (entered.kind === 'entered') entered.permit.completed(0, 1);
    expect((await third).kind).toBe('entered');
  });

  test('refuses who would wait too long', async () => {
    const running = makeGateway(full);
    void visitor(running).enter();
    const waiting = visitor(running).enter();
    running.clock.advance(10_000);
    expect(await waiting).toMatchObject({ kind: 'none', reason: 'limits' });
  });

  test('forgets who leaves', async () => {
    const running = makeGateway(full);
    void visitor(running).enter();
    const { job, enter } = visitor(running);
    const waiting = enter();
    job.exchange.leave();
    expect(await waiting).toEqual({ kind: 'aborted' });
    expect(running.deployment().state.queue.waiting).toBe(0);
  });
});
