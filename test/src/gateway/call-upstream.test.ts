import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callUpstream } from '../../../src/gateway/call-upstream.ts';
import { UPSTREAM_KEY } from '../../support/config-literals.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import {
  deliver,
  llmRequest,
  makeGateway,
  makeJob,
  passingBackoff,
  type GatewayParts,
  type TestGateway,
} from '../../support/gateway.ts';
import { turns, until } from '../../support/http-server.ts';
import { SIXTY_WORDS } from '../../support/upstream/answer.ts';
import {
  failTimes,
  fixedError,
  healthy,
  inTurn,
  neverAnswer,
  resetBeforeAnswer,
  resetWhenReused,
} from '../../support/upstream/behaviours.ts';
import type { Behaviour } from '../../support/upstream/call.ts';
import { headThenSilence } from '../../support/upstream/stream-behaviours.ts';

let upstream: FakeUpstream;
let open: TestGateway[];

beforeEach(async () => {
  upstream = await startFakeUpstream();
  open = [];
});

afterEach(async () => {
  for (const test of open) {
    test.assertIdle();
    await test.close();
  }
  await upstream.close();
});

/** A gateway whose deployments all live at the fake upstream. */
function gatewayOf(
  groups: Readonly<Record<string, readonly string[]>>,
  parts: GatewayParts = {},
): TestGateway {
  const apiBase = `${upstream.origin}/v1`;
  const deployments = Object.entries(groups).flatMap(([modelName, models]) =>
    models.map((model) => ({ modelName, model, apiBase })),
  );
  const test = makeGateway({ deployments, ...parts });
  open.push(test);
  return test;
}

function fallingBack(groups: Readonly<Record<string, readonly string[]>>): GatewayParts {
  return { router: { fallbacks: new Map(Object.entries(groups)) } };
}

const PRIMARY = { group: ['primary'], backup: ['backup'] };
const WITH_BACKUP = fallingBack({ group: ['backup'] });

async function deliverTo(test: TestGateway, body: Readonly<Record<string, unknown>> = {}) {
  const job = makeJob(test, llmRequest(body));
  const delivery = await deliver(test, job);
  return { delivery, job, exchange: job.exchange };
}

describe('trying again', () => {
  test('after 429 it waits as long as the upstream asks', async () => {
    const slow = fixedError(429, { message: 'slow down' }, { 'retry-after': '2' });
    upstream.setBehaviour('primary', failTimes(1, slow));
    const test = gatewayOf({ group: ['primary'] });
    const { delivery, exchange } = await deliverTo(test);
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(test.sent.map(({ at }) => at)).toEqual([0, 2_000]);
    expect(exchange.sentHeader('x-litellm-attempted-retries')).toBe('1');
  });

  test('after 429 without a word of how long it backs off, then falls back', async () => {
    upstream.setBehaviour('primary', fixedError(429));
    const test = gatewayOf(PRIMARY, { ...WITH_BACKUP, random: () => 0.5 });
    const { delivery } = await deliverTo(test);
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ model }) => model)).toEqual([
      ...['primary', 'primary', 'primary', 'backup'],
    ]);
    expect(test.sent.map(({ at }) => at)).toEqual([0, 1_000, 2_750, 2_750]);
  });

  test('after one 500 the same model answers', async () => {
    upstream.setBehaviour('primary', failTimes(1, fixedError(500)));
    const { delivery, exchange } = await deliverTo(gatewayOf(PRIMARY, WITH_BACKUP));
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'primary']);
    expect(exchange.status).toBe(200);
  });

  test('after a reset before any byte it uses a fresh connection', async () => {
    upstream.setBehaviour('primary', failTimes(1, resetBeforeAnswer()));
    const { delivery } = await deliverTo(gatewayOf({ group: ['primary'] }));
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test('at another deployment needs no wait', async () => {
    upstream.setBehaviour('bad', fixedError(500));
    const test = gatewayOf({ group: ['bad', 'good'] });
    await deliverTo(test);
    expect(upstream.log.map(({ model }) => model)).toEqual(['bad', 'good']);
    expect(test.clock.now()).toBe(0);
  });

  test('goes elsewhere at once when the key is refused, and leaves that deployment alone', async () => {
    upstream.setBehaviour('bad', fixedError(401));
    const test = gatewayOf({ group: ['bad', 'good'] });
    for (let i = 0; i < 4; i += 1) await deliverTo(test);
    const asked = upstream.log.map(({ model }) => model);
    expect(asked).toEqual(['bad', 'good', 'bad', 'good', 'good', 'good']);
  });

  test('happens as often as the request says', async () => {
    upstream.setBehaviour('primary', fixedError(503));
    const test = gatewayOf({ group: ['primary'] });
    await deliverTo(test, { num_retries: 0 });
    expect(upstream.log).toHaveLength(1);
    await deliverTo(test, { num_retries: 4 });
    expect(upstream.log).toHaveLength(6);
  });
});

describe('a stale socket', () => {
  test('costs one free attempt, and is not held against the deployment', async () => {
    upstream.setBehaviour('primary', resetWhenReused());
    const router = { numRetries: 0, allowedFails: 0, cooldownMs: 5_000 };
    const test = gatewayOf({ group: ['primary'] }, { router });
    for (let i = 0; i < 3; i += 1) {
      const { delivery } = await deliverTo(test);
      expect(delivery).toEqual({ kind: 'delivered' });
      await turns(10);
    }
    expect(upstream.log.length).toBeGreaterThan(3);
    expect(test.clock.now()).toBe(0);
  });
});

describe('falling back', () => {
  test('after 503s the fallback answers, under its own name and with its own usage', async () => {
    upstream.setBehaviour('primary', fixedError(503));
    upstream.setBehaviour('backup', healthy({ promptTokens: 11, tokens: ['ok'] }));
    const { exchange, job } = await deliverTo(gatewayOf(PRIMARY, WITH_BACKUP));
    expect(upstream.requestsFor('primary').length).toBeLessThanOrEqual(6);
    expect(exchange.json).toMatchObject({ model: 'backup', usage: { prompt_tokens: 11 } });
    expect(exchange.sentHeader('x-litellm-model-group')).toBe('backup');
    expect(exchange.sentHeader('x-litellm-attempted-fallbacks')).toBe('1');
    expect(job.trace).toMatchObject({ group: 'backup', usage: { promptTokens: 11 } });
  });

  test('happens without a second call of a lone deployment that stays silent', async () => {
    upstream.setBehaviour('primary', neverAnswer());
    const test = gatewayOf(PRIMARY, WITH_BACKUP);
    const job = makeJob(test);
    const delivery = deliver(test, job);
    await upstream.requests(1);
    test.clock.advance(60_025);
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'backup']);
    await upstream.log[0]?.whenAborted;
  });

  test('happens when a stream gives no first token in time', async () => {
    upstream.setBehaviour('primary', headThenSilence());
    const test = gatewayOf(PRIMARY, WITH_BACKUP);
    const job = makeJob(test, llmRequest({ stream: true }));
    const delivery = deliver(test, job);
    await upstream.requests(1);
    await turns(20);
    test.clock.advance(10_025);
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
    expect(upstream.log).toHaveLength(2);
  });

  test('takes a longer window for a longer prompt, after exactly one attempt', async () => {
    const code = 'context_length_exceeded';
    upstream.setBehaviour('primary', fixedError(400, { message: 'too long', code }));
    const router = { contextWindowFallbacks: new Map([['group', ['backup']]]) };
    const { delivery } = await deliverTo(gatewayOf(PRIMARY, { router }));
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'backup']);
  });

  test('does not happen for a rejected prompt: its reason reaches the caller', async () => {
    const code = 'content_policy_violation';
    const message = 'Your request was rejected by our safety system.';
    upstream.setBehaviour('primary', fixedError(400, { message, code }));
    const { delivery } = await deliverTo(gatewayOf(PRIMARY, WITH_BACKUP));
    expect(delivery).toMatchObject({ kind: 'refused', error: { status: 400, code, message } });
    expect(upstream.log).toHaveLength(1);
  });

  test('does not happen for a request that is wrong everywhere', async () => {
    upstream.setBehaviour('primary', fixedError(400, { message: 'bad temperature' }));
    const { delivery } = await deliverTo(gatewayOf(PRIMARY, WITH_BACKUP));
    expect(delivery).toMatchObject({ kind: 'refused', error: { message: 'bad temperature' } });
    expect(upstream.log).toHaveLength(1);
  });

  test('goes through the list in order, and no further than allowed', async () => {
    for (const model of ['primary', 'one', 'two', 'three']) {
      upstream.setBehaviour(model, fixedError(503));
    }
    const groups = { group: ['primary'], one: ['one'], two: ['two'], three: ['three'] };
    const fallbacks = new Map([['group', ['one', 'unknown', 'two', 'three']]]);
    const router = { fallbacks, maxFallbacks: 2, numRetries: 0 };
    await deliverTo(gatewayOf(groups, { router }));
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'one', 'two']);
  });

  test('goes on to the fallbacks of a fallback, and never in a circle', async () => {
    for (const model of ['primary', 'one', 'two']) upstream.setBehaviour(model, fixedError(503));
    const groups = { group: ['primary'], one: ['one'], two: ['two'], three: ['three'] };
    const fallbacks = new Map([
      ['group', ['one']],
      ['one', ['group', 'two']],
      ['two', ['one', 'three']],
    ]);
    const router = { fallbacks, numRetries: 0 };
    const { delivery } = await deliverTo(gatewayOf(groups, { router }));
    expect(delivery).toEqual({ kind: 'delivered' });
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'one', 'two', 'three']);
  });

  test('reports the first failure when all have failed, under the first name', async () => {
    upstream.setBehaviour('primary', fixedError(500, { message: 'first words' }));
    upstream.setBehaviour('backup', fixedError(400, { message: 'last words' }));
    const { delivery, job } = await deliverTo(gatewayOf(PRIMARY, WITH_BACKUP));
    expect(delivery).toMatchObject({ error: { message: expect.stringContaining('first words') } });
    expect(job.trace).toMatchObject({ group: 'group', fallbacks: 1 });
    expect(job.exchange.headSent).toBe(false);
  });
});

describe('when nothing can take the call', () => {
  test('the answer is 503 with the time until something can', async () => {
    upstream.setBehaviour('primary', fixedError(503));
    const router = { allowedFails: 0, numRetries: 0, cooldownMs: 4_500 };
    const test = gatewayOf({ group: ['primary'] }, { router });
    await deliverTo(test);
    const { delivery } = await deliverTo(test);
    expect(upstream.log).toHaveLength(1);
    expect(delivery).toMatchObject({
      kind: 'refused',
      error: { status: 503, type: 'circuit_open', code: 'circuit_open', retryAfterS: 3 },
    });
    test.clock.advance(4_500);
    await deliverTo(test);
    expect(upstream.log).toHaveLength(2);
  });

  test('a fallback that is shut is no reason to give up sooner', async () => {
    upstream.setBehaviour('primary', headThenSilence());
    const timeouts = { connectMs: 1, firstTokenMs: 60_000, firstTokenFailoverMs: 10_000 };
    const router = { ...WITH_BACKUP.router, timeouts: { ...timeouts, idleMs: 1, totalMs: 1 } };
    const test = gatewayOf(PRIMARY, { router });
    test.deployment('id-backup-backup').breaker('chat');
    await test.gateway.breakers.trip('id-backup-backup', 600_000, 'test');
    const job = makeJob(test, llmRequest({ stream: true }));
    const delivery = deliver(test, job);
    await upstream.requests(1);
    await turns(20);
    test.clock.advance(59_000);
    expect(job.trace.attempts).toEqual([]);
    test.clock.advance(1_025);
    expect(await delivery).toMatchObject({ kind: 'refused', error: { status: 408 } });
  });

  test('fallbacks are asked without a call of what rests', async () => {
    upstream.setBehaviour('primary', fixedError(503));
    const fallbacks = new Map([['group', ['backup']]]);
    const router = { allowedFails: 0, numRetries: 0, fallbacks };
    const test = gatewayOf(PRIMARY, { router });
    await deliverTo(test);
    await deliverTo(test);
    expect(upstream.log.map(({ model }) => model)).toEqual(['primary', 'backup', 'backup']);
  });
});

describe('a client that leaves', () => {
  test('during the wait before a retry ends it, and the timer with it', async () => {
    upstream.setBehaviour('primary', fixedError(503));
    const test = gatewayOf(PRIMARY, WITH_BACKUP);
    const job = makeJob(test);
    const delivery = callUpstream(job);
    await upstream.requests(1);
    await until(() => test.gateway.watch.size === 0 && test.clock.pending > 1);
    job.exchange.leave();
    expect(await delivery).toEqual({ kind: 'aborted' });
    // What is left is the tick of the watch.
    expect(test.clock.pending).toBe(1);
    test.clock.advance(60_000);
    await turns(10);
    expect(upstream.log).toHaveLength(1);
  });

  test('during a call ends that call, and nothing follows', async () => {
    upstream.setBehaviour('primary', neverAnswer());
    const test = gatewayOf(PRIMARY, WITH_BACKUP);
    const job = makeJob(test);
    const delivery = callUpstream(job);
    const request = await upstream.nextRequest();
    job.exchange.leave();
    expect(await delivery).toEqual({ kind: 'aborted' });
    await request.whenAborted;
    expect(upstream.log).toHaveLength(1);
    expect(test.deployment('id-group-primary').breaker('chat').state).toBe('CLOSED');
  });
});

describe('what the caller is told of a failure', () => {
  const faults: readonly (readonly [string, Behaviour])[] = [
    ['a refused key', fixedError(401, { message: `Incorrect API key provided: ${UPSTREAM_KEY}` })],
    ['a key in a 400', fixedError(400, { message: `bad header Bearer ${UPSTREAM_KEY}` })],
    ['a missing model', fixedError(404, { message: 'The model `primary` does not exist' })],
    ['an overload', fixedError(503, `upstream ${UPSTREAM_KEY} overloaded`)],
    ['a reset', resetBeforeAnswer()],
    ['a quota', inTurn(fixedError(429, { message: 'm', code: 'insufficient_quota' }))],
  ];

  test.each(faults)('%s gives no key, host or deployment away', async (_name, fault) => {
    upstream.setBehaviour('primary', fault);
    const { delivery } = await deliverTo(gatewayOf({ group: ['primary'] }));
    expect(delivery.kind).toBe('refused');
    const told = JSON.stringify(delivery);
    for (const secret of ['canary', 'id-group', '127.0.0.1', String(upstream.port)]) {
      expect(told).not.toContain(secret);
    }
  });
});

test('a configuration that is replaced meanwhile does not touch a request under way', async () => {
  upstream.setBehaviour('primary', failTimes(1, fixedError(500)));
  const test = gatewayOf({ group: ['primary'] });
  const job = makeJob(test);
  const delivery = callUpstream(job);
  test.gateway.runtime = makeGateway({ deployments: [{ modelName: 'other' }] }).runtime;
  expect(await passingBackoff(test, delivery)).toEqual({ kind: 'delivered' });
});
