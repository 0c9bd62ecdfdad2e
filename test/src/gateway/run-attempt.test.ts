import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DeploymentConfig } from '../../../src/config/types.ts';
import type { AttemptOutcome } from '../../../src/gateway/attempt-outcome.ts';
import type { Candidate } from '../../../src/gateway/deployment.ts';
import { holdPermit } from '../../../src/gateway/held-permit.ts';
import { runAttempt } from '../../../src/gateway/run-attempt.ts';
import {
  llmRequest,
  makeGateway,
  makeJob,
  type GatewayParts,
  type TestGateway,
  type TestJob,
} from '../../support/gateway.ts';
import { ScriptedUpstream, type ScriptedCall } from '../../support/scripted-upstream.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };
const ANSWER = JSON.stringify({
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 6, completion_tokens: 4, total_tokens: 10 },
});

let running: TestGateway;
let upstream: ScriptedUpstream;

interface Run {
  readonly job: TestJob;
  readonly outcome: Promise<AttemptOutcome>;
  readonly call: ScriptedCall;
}

beforeEach(() => configure({}));

function configure(deployment: Partial<DeploymentConfig>, parts: GatewayParts = {}): void {
  upstream = new ScriptedUpstream();
  const router = { allowedFails: 0, cooldownMs: 5_000, ...parts.router };
  running = makeGateway({ ...parts, upstream, deployments: [deployment], router });
}

function run(body: object = {}, headers: Record<string, string> = {}): Run {
  const job = makeJob(running, llmRequest({ ...body }), { headers });
  const [candidate] = job.route.candidates;
  if (candidate === undefined) throw new Error('no candidate');
  const place = upstream.calls.length;
  const outcome = attemptAt(job, candidate);
  return { job, outcome, call: upstream.call(place) };
}

/** As the retry loop would: with the breaker's permit, and nobody else to turn to. */
function attemptAt(job: TestJob, candidate: Candidate): Promise<AttemptOutcome> {
  const permit = holdPermit(candidate, job.request, running.clock.now());
  if (permit === null) throw new Error('not permitted');
  return runAttempt({ job, route: job.route, hasElsewhere: false, race: null }, permit);
}

describe('what is learned from an answer', () => {
  test('are its tokens, its time per token, and that all is well', async () => {
    const { job, outcome, call } = run();
    running.clock.advance(200);
    call.head(200, JSON_TYPE).data(ANSWER);
    call.end();
    expect(await outcome).toEqual({ kind: 'answered' });
    const { state } = running.deployment();
    expect(state.usage(200)).toEqual({ requests: 1, tokens: 10 });
    expect(state.meanLatency(200, 1_000)).toBe(50);
    expect(job.trace.attempts).toEqual([
      {
        deploymentId: 'id-group-upstream-model',
        provider: 'openai',
        operation: 'chat',
        outcome: 'answered',
        status: 200,
        reason: null,
        rests: false,
        ms: 200,
        ttftMs: null,
        usage: { promptTokens: 6, completionTokens: 4, totalTokens: 10 },
      },
    ]);
  });

  test('are as many times as the configuration keeps', async () => {
    const strategyArgs = { ttlMs: 60_000, lowestLatencyBuffer: 0, maxLatencyListSize: 2 };
    configure({}, { router: { strategyArgs } });
    for (const ms of [4_000, 400, 40]) {
      const { outcome, call } = run();
      running.clock.advance(ms);
      call.head(200, JSON_TYPE).data(ANSWER);
      call.end();
      await outcome;
    }
    expect(running.deployment().state.meanLatency(5_000, 60_000)).toBe(55);
  });

  test('is the time to the first token of a stream', async () => {
    const { job, outcome, call } = run({ stream: true });
    call.head(200, EVENTS);
    running.clock.advance(300);
    call.data('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n');
    running.clock.advance(900);
    call.data('data: [DONE]\n\n');
    call.end();
    await outcome;
    expect(running.deployment().state.meanLatency(1_200, 1_000)).toBe(300);
    expect(job.trace.attempts).toMatchObject([{ ms: 1_200, ttftMs: 300 }]);
  });
});

describe('what is learned from a failure', () => {
  const rests = () => running.deployment().breaker('chat').weight(running.clock.now()) === 0;

  test('is that the deployment needs a rest', async () => {
    const { outcome, call } = run();
    call.head(500).end();
    expect(await outcome).toMatchObject({ kind: 'failed' });
    expect(rests()).toBe(true);
  });

  test('is forgiven when the next call is answered', async () => {
    configure({}, { router: { allowedFails: 1 } });
    for (const status of [500, 200, 500]) {
      const { outcome, call } = run();
      call.head(status, JSON_TYPE).data(ANSWER);
      call.end();
      await outcome;
    }
    expect(rests()).toBe(false);
  });

  test.each([
    [404, 'm', true],
    [404, '*', false],
    [500, '*', true],
  ])('of a %s at the model %s is a reason to rest: %s', async (status, model, isReason) => {
    configure({ model });
    const { outcome, call } = run();
    call.head(status).end();
    expect(await outcome).toMatchObject({ kind: 'failed' });
    expect(rests()).toBe(isReason);
  });

  test('is nothing when a kept socket had gone stale', async () => {
    const { outcome, call } = run();
    call.fail('reset', true);
    expect(await outcome).toMatchObject({ failure: { staleSocket: true } });
    expect(rests()).toBe(false);
  });

  test('is nothing when the client was less patient than the configuration', async () => {
    const { job, outcome } = run({}, { 'x-litellm-timeout': '0.001' });
    running.clock.advance(50);
    expect(await outcome).toMatchObject({ failure: { failureClass: 'timeout' } });
    expect(rests()).toBe(false);
    expect(job.trace.attempts).toMatchObject([{ outcome: 'timeout', status: null }]);
  });

  test("is something when the configuration's own patience ended", async () => {
    const { outcome } = run();
    running.clock.advance(60_025);
    await outcome;
    expect(rests()).toBe(true);
  });

  test('is nothing when the client left', async () => {
    const { job, outcome } = run();
    job.exchange.leave();
    expect(await outcome).toEqual({ kind: 'aborted', cut: false });
    expect(rests()).toBe(false);
    expect(running.deployment().state.meanLatency(0, 1_000)).toBeNull();
  });
});

describe('the limits of an attempt', () => {
  test.each([
    [{ stream: true }, 10_000],
    [{ stream: true, timeout: 3 }, 3_000],
    [{ stream: true, timeout: 3, stream_timeout: 1 }, 1_000],
    [{}, 60_000],
    [{ timeout: 3 }, 3_000],
    [{ stream_timeout: 1 }, 60_000],
  ])('for %p are %i ms to the first token or the end', async (body, limitMs) => {
    const { outcome, call } = run(body);
    running.clock.advance(limitMs - 1);
    expect(call.aborted).toBe(false);
    running.clock.advance(26);
    expect(call.aborted).toBe(true);
    expect(await outcome).toMatchObject({ failure: { failureClass: 'timeout' } });
  });
});

describe('what goes upstream', () => {
  test("are the deployment's model and defaults, and none of the gateway's own fields", async () => {
    configure({ model: 'gpt-x', defaults: { temperature: 0.5 } });
    const own = { num_retries: 1, timeout: 9, fallbacks: ['x'], disable_fallbacks: true };
    const { job, outcome, call } = run({ ...own, top_p: 1 });
    expect(JSON.parse(String(call.request.body))).toEqual({
      model: 'gpt-x',
      temperature: 0.5,
      top_p: 1,
      messages: [{ role: 'user', content: 'hello' }],
    });
    job.exchange.leave();
    await outcome;
  });

  test('is nothing at all when the provider cannot do what is asked', async () => {
    configure({ provider: 'jina_ai', apiBase: null });
    const job = makeJob(running, llmRequest());
    const [candidate] = job.route.candidates;
    if (candidate === undefined) throw new Error('no candidate');
    expect(await attemptAt(job, candidate)).toMatchObject({
      kind: 'failed',
      failure: { failureClass: 'unsupported', error: { status: 400 } },
    });
    expect(upstream.calls).toEqual([]);
  });
});

describe('the answer', () => {
  test('says which deployment gave it, and what the gateway did', async () => {
    const { job, outcome, call } = run();
    running.clock.advance(100);
    call.head(200, { ...JSON_TYPE, 'x-request-id': 'req-9' }).data(ANSWER);
    call.end();
    await outcome;
    const expected = {
      'x-litellm-call-id': 'call-1',
      'x-litellm-model-id': 'id-group-upstream-model',
      'x-litellm-model-api-base': 'http://upstream.internal:8000/v1',
      'x-litellm-model-group': 'group',
      'x-litellm-response-duration-ms': '100.00',
      'x-litellm-overhead-duration-ms': '0.00',
      'llm_provider-x-request-id': 'req-9',
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, job.exchange.sentHeader(name)]).toEqual([name, value]);
    }
    expect(job.exchange.sentHeaders.join()).not.toContain('canary');
  });

  test('shows the name the client asked for', async () => {
    configure({}, { router: { aliases: new Map([['nick', { group: 'group', hidden: false }]]) } });
    const { job, outcome, call } = run({ model: 'nick' });
    call.head(200, JSON_TYPE).data(ANSWER);
    call.end();
    await outcome;
    expect(job.exchange.json).toMatchObject({ model: 'nick' });
  });
});
