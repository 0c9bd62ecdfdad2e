import { describe, expect, test } from '@jest/globals';
import { callUpstream } from '../../../src/gateway/call-upstream.ts';
import { llmRequest, makeGateway, makeJob, type GatewayParts } from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const EVENTS = { 'content-type': 'text/event-stream' };

function start(body: object = { stream: true }, parts: GatewayParts = {}) {
  const upstream = new ScriptedUpstream();
  const running = makeGateway({ upstream, ...parts });
  const job = makeJob(running, llmRequest({ num_retries: 0, ...body }));
  const delivery = callUpstream(job);
  const breaker = running.deployment().breaker('chat');
  const window = () => breaker.snapshot(running.clock.now()).window;
  return { running, job, delivery, call: upstream.call(0), breaker, window };
}

function token(text: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
}

describe('what a breaker learns', () => {
  test('success comes with the first content token, not with the head or the end', async () => {
    const run = start();
    run.call.head(200, EVENTS);
    run.call.data('data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n');
    expect(run.window()).toMatchObject({ successes: 0, inFlight: 1 });
    run.call.data(token('a'));
    expect(run.window()).toMatchObject({ successes: 1, inFlight: 0, streamsStarted: 1 });
    run.call.data('data: [DONE]\n\n');
    run.call.end();
    await run.delivery;
    expect(run.window()).toMatchObject({ successes: 1, streamsBroken: 0 });
  });

  test('a stream that breaks after that was a success, and a broken stream', async () => {
    const run = start();
    run.call.head(200, EVENTS).data(token('a'));
    run.call.fail('reset');
    await run.delivery;
    expect(run.window()).toMatchObject({ successes: 1, failures: 0, streamsBroken: 1 });
  });

  test('a client that leaves proves nothing', async () => {
    const run = start();
    run.job.exchange.leave();
    await run.delivery;
    expect(run.window()).toMatchObject({ successes: 0, failures: 0, slow: 0, inFlight: 0 });
  });

  test('a client that leaves after the slow limit is evidence', async () => {
    const timeouts = { connectMs: 1, firstTokenMs: 90_000, firstTokenFailoverMs: null };
    const run = start(
      { stream: true },
      { router: { timeouts: { ...timeouts, idleMs: 1, totalMs: 1 } } },
    );
    run.running.clock.advance(31_000);
    run.job.exchange.leave();
    await run.delivery;
    expect(run.window()).toMatchObject({ slow: 1, failures: 0 });
  });

  test('a stopping gateway is no evidence', async () => {
    const run = start();
    run.running.clock.advance(5_000);
    run.running.gateway.watch.cutAll();
    await run.delivery;
    expect(run.window()).toMatchObject({ successes: 0, failures: 0, slow: 0 });
  });

  test('a limit that the request set is none, one that the configuration set is', async () => {
    const short = start({ stream: true, timeout: 1 });
    short.running.clock.advance(1_025);
    await short.delivery;
    expect(short.window().failures).toBe(0);
    const full = start();
    full.running.clock.advance(10_025);
    await full.delivery;
    expect(full.window().failures).toBe(1);
  });

  test('a whole answer is a success when it is there', async () => {
    const run = start({});
    run.running.clock.advance(40_000);
    run.call.head(200, { 'content-type': 'application/json' });
    run.call.data('{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}]}');
    run.call.end();
    await run.delivery;
    expect(run.window()).toMatchObject({ successes: 1, slow: 0, streamsStarted: 0 });
  });

  test.each([
    [429, { 'retry-after': '5' }, 'HOLD'],
    [402, {}, 'QUARANTINED'],
  ])('status %i is no ill health, but a reason to wait: %j', async (status, headers, _what) => {
    const run = start({});
    run.call.head(status, headers).end();
    await run.delivery;
    await turns(1);
    expect(run.window().failures).toBe(0);
    expect(run.breaker.weight(run.running.clock.now())).toBe(0);
    expect(run.breaker.retryAfterMs(run.running.clock.now())).toBeGreaterThan(1_000);
  });
});
