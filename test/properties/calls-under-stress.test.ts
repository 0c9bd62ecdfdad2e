import { expect, test } from '@jest/globals';
import type { RouteConfig } from '../../src/config/types.ts';
import { callUpstream } from '../../src/gateway/call-upstream.ts';
import { parseLlmRequest } from '../../src/gateway/parse-request.ts';
import { buildRuntime } from '../../src/gateway/runtime.ts';
import { findProvider, inferProvider } from '../../src/providers/registry.ts';
import { viewDeployment } from '../../src/routes/deployment-view.ts';
import { Secret } from '../../src/core/secret.ts';
import { gatewayConfig } from '../support/config-literals.ts';
import {
  llmRequest,
  makeGateway,
  makeJob,
  makeRuntime,
  runtimeBase,
  type GatewayParts,
  type TestGateway,
} from '../support/gateway.ts';
import { turns } from '../support/http-server.ts';
import { ScriptedUpstream, type ScriptedCall } from '../support/scripted-upstream.ts';

const data = (call: ScriptedCall, text: string) =>
  call.data(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`);
const say = (call: ScriptedCall, text: string) =>
  data(call.head(200, { 'content-type': 'text/event-stream' }), text);
const routes = (o: Partial<RouteConfig>) => ({
  routes: {
    default: {
      streamRescue: 'auto' as const,
      holdBack: null,
      hedge: null,
      onAllOpen: 'reject' as const,
      ...o,
    },
    byGroup: new Map<string, RouteConfig>(),
  },
});
const HEDGE = routes({ hedge: { after: 300, maxExtra: 1, tools: false } });
const two = ['a', 'b'].map((model, order) => ({
  id: model,
  model,
  order,
  apiBase: `http://${model}.internal/v1`,
}));
function start(parts: GatewayParts) {
  const upstream = new ScriptedUpstream();
  return { upstream, run: makeGateway({ upstream, ...parts }) };
}
async function tripped(run: TestGateway, id: string) {
  run.deployment(id).breaker('chat');
  await run.gateway.breakers.trip(id, 1_000, 'test');
  run.clock.advance(1_100);
}
const modelOf = (call: ScriptedCall) => JSON.parse(String(call.request.body)).model as string;

test('01 a caller with a short timeout cannot fail the probe for all', async () => {
  const { run } = start({ deployments: [{ id: 'a' }] });
  await tripped(run, 'a');
  void callUpstream(makeJob(run, llmRequest({ num_retries: 0, timeout: 0.5 })));
  await turns(5);
  run.clock.advance(600);
  await turns(5);
  expect(run.deployment('a').breaker('chat').snapshot(run.clock.now()).attempt).toBe(1);
});
test('01b a probe that meets the first-token limit is told as a timeout', async () => {
  const { run } = start({
    deployments: [{ id: 'a' }, { id: 'z', model: 'z', modelName: 'other' }],
  });
  await tripped(run, 'a');
  void callUpstream(makeJob(run, llmRequest({ model: 'other' })));
  await turns(2);
  run.clock.advance(13);
  const d = callUpstream(makeJob(run, llmRequest({ num_retries: 0, stream: true })));
  await turns(5);
  for (let i = 0; i < 1_100; i++) {
    run.clock.advance(10);
    if (i % 50 === 0) await turns(1);
  }
  expect(await d).toMatchObject({ error: { status: 408 } });
});
test('02 a fault of an adapter gives permit and place back', async () => {
  const { run } = start({
    deployments: [
      { id: 'a', provider: 'ollama_chat', maxParallelRequests: 2, apiBase: 'http://x.internal' },
    ],
  });
  const deep = '{"a":'.repeat(60_000) + '1' + '}'.repeat(60_000);
  const request = parseLlmRequest(
    'chat',
    Buffer.from(
      `{"model":"group","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":${deep}}}]}`,
    ),
    { fromPath: null, forced: null },
  );
  if ('status' in request) throw new Error(request.message);
  await callUpstream(makeJob(run, request)).catch(() => null);
  expect([
    run.deployment('a').state.queue.running,
    run.deployment('a').breaker('chat').snapshot(0).window.inFlight,
  ]).toEqual([0, 0]);
});
test('03 a probe that is due at a full deployment fails nobody whom another could serve', async () => {
  const { run, upstream } = start({
    deployments: [
      { id: 'a', model: 'a', maxParallelRequests: 1 },
      { id: 'b', model: 'b' },
    ],
  });
  void callUpstream(makeJob(run, llmRequest({ stream: true })));
  await turns(3);
  say(upstream.call(0), 'x');
  await tripped(run, 'a');
  void callUpstream(makeJob(run, llmRequest()));
  await turns(5);
  expect(upstream.calls.map(modelOf)).toEqual(['a', 'b']);
});
test('04 a hedged request can be cut', async () => {
  const { run } = start({ deployments: two, llmgw: HEDGE });
  void callUpstream(makeJob(run, llmRequest({ stream: true, num_retries: 0 })));
  await turns(3);
  run.clock.advance(301);
  await turns(3);
  expect(() => run.gateway.watch.cutAll()).not.toThrow();
});
test('05 when the hedge wins and then stalls, the first deployment completes the stream', async () => {
  const { run, upstream } = start({ deployments: two, llmgw: HEDGE });
  void callUpstream(makeJob(run, llmRequest({ stream: true })));
  await turns(3);
  run.clock.advance(301);
  await turns(3);
  say(upstream.call(1), 'from b');
  await turns(3);
  run.clock.advance(16_000);
  await turns(10);
  expect(upstream.calls.map(modelOf)).toEqual(['a', 'b', 'a']);
});
test('06 stream_rescue prefill: the target decides whether it can', async () => {
  const { run, upstream } = start({
    deployments: [
      { id: 'a', model: 'gpt-4o' },
      { id: 'b', modelName: 'fb', provider: 'deepseek', model: 'deepseek-chat' },
    ],
    router: { fallbacks: new Map([['group', ['fb']]]), numRetries: 0 },
    llmgw: routes({ streamRescue: 'prefill' }),
  });
  void callUpstream(makeJob(run, llmRequest({ stream: true })));
  await turns(3);
  say(upstream.call(0), 'hello ');
  upstream.call(0).fail('reset');
  await turns(10);
  expect(upstream.calls).toHaveLength(2);
});
test('07 probe_success_at complete: a stream that flows is not ended by the probe limit', async () => {
  const { run, upstream } = start({
    deployments: [{ id: 'a' }],
    llmgw: { breaker: { probeSuccessAt: 'complete' } },
  });
  await tripped(run, 'a');
  const job = makeJob(run, llmRequest({ stream: true, num_retries: 0 }));
  void callUpstream(job);
  await turns(5);
  say(upstream.call(0), 'first ');
  for (let i = 0; i < 20; i++) {
    data(upstream.call(0), `t${i} `);
    run.clock.advance(1_000);
    await turns(3);
  }
  expect(job.exchange.ended).toBe(false);
});
test('08 a runtime that was replaced does not bring its settings back', () => {
  const base = runtimeBase();
  const [old, now] = [8, 2].map((consecutiveFailures) =>
    makeRuntime({ deployments: [{ id: 'a' }], llmgw: { breaker: { consecutiveFailures } } }, base),
  );
  now?.deployments[0]?.breaker('chat');
  old?.deployments[0]?.breaker('chat');
  expect(now?.deployments[0]?.breaker('chat').settings.consecutiveFailures).toBe(2);
});
test('09 the last resort keeps to `order`', async () => {
  const { run, upstream } = start({
    deployments: [
      { id: 'dear', model: 'dear', order: 2 },
      { id: 'cheap', model: 'cheap', order: 1 },
    ],
  });
  for (const id of ['dear', 'cheap']) {
    await tripped(run, id);
    const b = run.deployment(id).breaker('chat');
    await (await b.acquireProbe(run.clock.now(), 'whole', 1_000))?.settle('ok');
  }
  for (let i = 0; i < 20; i++) {
    void callUpstream(makeJob(run, llmRequest({ num_retries: 0 })));
    await turns(3);
  }
  expect(upstream.calls.filter((call) => modelOf(call) === 'dear').length).toBeLessThan(5);
});
test('10 a refused reload leaves the limits alone', () => {
  const base = runtimeBase();
  const previous = makeRuntime({ deployments: [{ id: 'a', maxParallelRequests: 50 }] }, base);
  buildRuntime({
    config: gatewayConfig({
      deployments: [
        { id: 'a', maxParallelRequests: 1 },
        { id: 'bad', provider: 'nonsense' },
      ],
    }),
    findProvider,
    inferProvider: (m) => inferProvider(m, null),
    env: () => undefined,
    findKey: () => Promise.resolve(null),
    previous,
    version: '0',
    ...base,
  });
  expect(previous.deployments[0]?.state.queue.limit).toBe(50);
});
test('11 bypass keeps to max_parallel_requests', async () => {
  const { run, upstream } = start({
    deployments: [{ id: 'a', maxParallelRequests: 1 }],
    llmgw: routes({ onAllOpen: 'bypass' }),
  });
  run.deployment('a').breaker('chat');
  await run.gateway.breakers.trip('a', 5_000, 'test');
  for (let i = 0; i < 20; i++) void callUpstream(makeJob(run, llmRequest({ num_retries: 0 })));
  await turns(10);
  expect(upstream.calls).toHaveLength(1);
});
test('12 after p95: whole answers are not measured by first tokens of streams', async () => {
  const { run, upstream } = start({
    deployments: two,
    llmgw: routes({ hedge: { after: 'p95', maxExtra: 0.05, tools: false } }),
  });
  for (let i = 0; i < 30; i++) run.deployment('a').groupState.firstTokens.add(200);
  void callUpstream(makeJob(run, llmRequest()));
  await turns(3);
  run.clock.advance(250);
  await turns(5);
  expect(upstream.calls).toHaveLength(1);
});
test('13 whoever waits in a queue when all is cut is told, and calls nobody', async () => {
  const { run, upstream } = start({ deployments: [{ id: 'a', maxParallelRequests: 1 }] });
  const jobs = [0, 1].map(() => makeJob(run, llmRequest({ num_retries: 0 })));
  for (const job of jobs) void callUpstream(job);
  await turns(5);
  run.gateway.draining = true;
  run.gateway.watch.cutAll();
  await turns(5);
  expect([upstream.calls.length, jobs[1]?.exchange.status]).toEqual([1, 503]);
});
test('14 a key that a provider repeats as its error code is not shown', async () => {
  const { run, upstream } = start({
    deployments: [{ id: 'a', apiKey: new Secret('plainopaquekey0123456789') }],
  });
  for (let i = 0; i < 2; i++) {
    const d = callUpstream(makeJob(run, llmRequest({ num_retries: 0 })));
    await turns(3);
    const call = upstream.call(i).head(401, { 'content-type': 'application/json' });
    call.data(
      JSON.stringify({
        error: { message: 'bad key', type: null, code: 'plainopaquekey0123456789' },
      }),
    );
    call.end();
    await d;
  }
  expect(JSON.stringify(viewDeployment(run.gateway, run.deployment('a')))).not.toContain(
    'plainopaquekey',
  );
});
