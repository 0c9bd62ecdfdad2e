import { describe, expect, test } from '@jest/globals';
import type { RouteConfig } from '../../../src/config/types.ts';
import type { HedgeRule } from '../../../src/gateway/hedge.ts';
import { callUpstream } from '../../../src/gateway/call-upstream.ts';
import { llmRequest, makeGateway, makeJob } from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream, type ScriptedCall } from '../../support/scripted-upstream.ts';

const EVENTS = { 'content-type': 'text/event-stream' };
const RULE: HedgeRule = { after: 300, maxExtra: 1, tools: false };

function routeWith(hedge: HedgeRule | null): RouteConfig {
  return { streamRescue: 'auto', holdBack: null, hedge, onAllOpen: 'reject' };
}

function start(rule: HedgeRule | null = RULE, body: object = { stream: true }) {
  const upstream = new ScriptedUpstream();
  const deployments = ['a', 'b'].map((model, order) => ({ id: model, model, order }));
  const llmgw = { routes: { default: routeWith(rule), byGroup: new Map<string, RouteConfig>() } };
  const running = makeGateway({ upstream, deployments, llmgw });
  const job = makeJob(running, llmRequest({ num_retries: 0, ...body }));
  const delivery = callUpstream(job);
  return { upstream, running, job, exchange: job.exchange, delivery };
}

function say(call: ScriptedCall, text: string): void {
  const chunk = { choices: [{ index: 0, delta: { content: text } }] };
  call.head(200, EVENTS).data(`data: ${JSON.stringify(chunk)}\n\n`);
}

function stop(call: ScriptedCall): void {
  const chunk = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  call.data(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  call.end();
}

async function later({ running }: ReturnType<typeof start>, ms: number): Promise<void> {
  running.clock.advance(ms);
  await turns(3);
}

describe('hedging', () => {
  test('sends nothing twice while the first is quick', async () => {
    const run = start();
    await turns(3);
    say(run.upstream.call(0), 'quick');
    stop(run.upstream.call(0));
    expect(await run.delivery).toEqual({ kind: 'delivered' });
    await later(run, 10_000);
    expect(run.upstream.calls).toHaveLength(1);
  });

  test('asks a second deployment when the first keeps silent; the first to speak wins', async () => {
    const run = start();
    await turns(3);
    await later(run, 299);
    expect(run.upstream.calls).toHaveLength(1);
    await later(run, 2);
    expect(run.upstream.calls).toHaveLength(2);
    say(run.upstream.call(1), 'second');
    expect(run.upstream.call(0).aborted).toBe(true);
    stop(run.upstream.call(1));
    expect(await run.delivery).toEqual({ kind: 'delivered' });
    expect(run.exchange.streamedText).toBe('second');
    expect(run.job.trace.attempts.map(({ outcome }) => outcome).sort()).toEqual([
      'answered',
      'lost',
    ]);
    expect(run.job.trace.hedges).toBe(1);
    run.running.assertIdle();
  });

  test('the first may still win, and the loser is neither a failure nor a success', async () => {
    const run = start();
    await turns(3);
    await later(run, 301);
    say(run.upstream.call(0), 'first');
    expect(run.upstream.call(1).aborted).toBe(true);
    stop(run.upstream.call(0));
    await run.delivery;
    expect(run.exchange.streamedText).toBe('first');
    const { window } = run.running.deployment('b').breaker('chat').snapshot(0);
    expect(window).toMatchObject({ successes: 0, failures: 0, inFlight: 0 });
  });

  test('goes on with the second when the first fails', async () => {
    const run = start();
    await turns(3);
    await later(run, 301);
    run.upstream.call(0).fail('reset');
    await turns(3);
    say(run.upstream.call(1), 'second');
    stop(run.upstream.call(1));
    expect(await run.delivery).toEqual({ kind: 'delivered' });
    expect(run.exchange.streamedText).toBe('second');
  });

  test('reports the first failure when both fail', async () => {
    const run = start();
    await turns(3);
    await later(run, 301);
    run.upstream.call(1).head(500).end();
    run.upstream.call(0).head(503).end();
    expect(await run.delivery).toMatchObject({ kind: 'refused', error: { status: 503 } });
    run.running.assertIdle();
  });

  test('works for whole answers too', async () => {
    const run = start(RULE, {});
    await turns(3);
    await later(run, 301);
    const message = { role: 'assistant', content: 'whole' };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    const call = run.upstream.call(1).head(200, { 'content-type': 'application/json' });
    call.data(JSON.stringify({ choices }));
    call.end();
    expect(await run.delivery).toEqual({ kind: 'delivered' });
    expect(run.upstream.call(0).aborted).toBe(true);
  });

  test.each([
    ['it is off', null, {}],
    ['tools could be called twice', RULE, { tools: [{ type: 'function' }] }],
    ['too little is known of how long the group takes', { ...RULE, after: 'p95' as const }, {}],
    ['the budget is empty', { ...RULE, maxExtra: 0 }, {}],
  ])('does not happen where %s', async (why, rule, body) => {
    const run = start(rule, { stream: true, ...body });
    if (why === 'the budget is empty') {
      const { hedgeBudget } = run.running.deployment('a').groupState;
      while (hedgeBudget.tryWithdraw(0));
    }
    await turns(3);
    await later(run, 5_000);
    expect(run.upstream.calls).toHaveLength(1);
    run.exchange.leave();
    expect(await run.delivery).toEqual({ kind: 'aborted' });
  });

  test('happens with tools where the route says so', async () => {
    const run = start({ ...RULE, tools: true }, { stream: true, tools: [{ type: 'function' }] });
    await turns(3);
    await later(run, 301);
    expect(run.upstream.calls).toHaveLength(2);
    run.exchange.leave();
    await run.delivery;
    run.running.assertIdle();
  });

  test('never goes to a deployment that is not well', async () => {
    const run = start();
    run.running.deployment('b').breaker('chat');
    await run.running.gateway.breakers.trip('b', 100, 'test');
    await turns(3);
    await later(run, 301);
    expect(run.upstream.calls).toHaveLength(1);
    run.exchange.leave();
    await run.delivery;
  });
});
