import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import {
  deliver,
  llmRequest,
  makeGateway,
  makeJob,
  type GatewayParts,
  type TestGateway,
  type TestJob,
} from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { SIXTY_TOKENS, SIXTY_WORDS } from '../../support/upstream/answer.ts';
import { errorWithStatus200, healthy, htmlPage } from '../../support/upstream/behaviours.ts';
import type { Behaviour } from '../../support/upstream/call.ts';
import { Gate } from '../../support/upstream/gate.ts';
import {
  dyingAfter,
  endlessLine,
  errorAfter,
  firehose,
  gated,
  invalidEventAt,
  silentAfter,
  withoutDone,
} from '../../support/upstream/stream-behaviours.ts';

let upstream: FakeUpstream;
let running: TestGateway;

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  running.assertIdle();
  await running.close();
  await upstream.close();
});

/** What one attempt makes of a stream that breaks off; going on with it has tests of its own. */
const WITHOUT_RESCUE = {
  default: { streamRescue: 'off', holdBack: null, hedge: null, onAllOpen: 'reject' },
  byGroup: new Map(),
} as const;

/** One deployment with the behaviour, and a healthy one behind it. */
function start(behaviour: Behaviour, body: object = {}, parts: GatewayParts = {}) {
  upstream.setBehaviour('first', behaviour);
  const apiBase = `${upstream.origin}/v1`;
  const deployments = ['first', 'second'].map((model, order) => ({ model, apiBase, order }));
  running = makeGateway({ deployments, llmgw: { routes: WITHOUT_RESCUE }, ...parts });
  const job = makeJob(running, llmRequest({ stream: true, ...body }));
  return { job, exchange: job.exchange, delivery: deliver(running, job) };
}

async function finish(behaviour: Behaviour, body: object = {}): Promise<TestJob> {
  const { job, delivery } = start(behaviour, body);
  expect(await delivery).toEqual({ kind: 'delivered' });
  expect(job.exchange.ended).toBe(true);
  return job;
}

function modelsAsked(): readonly string[] {
  return upstream.log.map(({ model }) => model);
}

function lastError({ exchange }: TestJob): { message: string; code: string; type: string } {
  const last = exchange.events.at(-1) ?? '';
  return (JSON.parse(last) as { error: { message: string; code: string; type: string } }).error;
}

describe('a healthy stream', () => {
  test('goes on as it came, under the name that was asked for', async () => {
    const { exchange } = await finish(healthy());
    expect(exchange.status).toBe(200);
    expect(exchange.sentHeader('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(exchange.sentHeader('cache-control')).toBe('no-cache');
    expect(exchange.sentHeader('content-length')).toBeUndefined();
    expect(exchange.streamedText).toBe(SIXTY_WORDS);
    const chunks = exchange.events.slice(0, -1).map((event) => JSON.parse(event) as object);
    expect(chunks.every((chunk) => 'model' in chunk && chunk.model === 'group')).toBe(true);
    expect(exchange.events.filter((event) => event === '[DONE]')).toHaveLength(1);
    expect(exchange.events.at(-1)).toBe('[DONE]');
  });

  test('is counted, although the client did not ask for its usage', async () => {
    const { exchange, trace } = await finish(healthy({ promptTokens: 7 }));
    expect(trace.usage).toEqual({ promptTokens: 7, completionTokens: 60, totalTokens: 67 });
    expect(exchange.text).not.toContain('"usage":{');
  });

  test('ends with its usage when the client asked for it', async () => {
    const { exchange } = await finish(healthy(), { stream_options: { include_usage: true } });
    const usage = JSON.parse(exchange.events.at(-2) ?? '') as object;
    expect(usage).toMatchObject({ choices: [], usage: { total_tokens: 67 } });
  });
});

describe('before the first content', () => {
  test('nothing is sent, then everything that was held back at once', async () => {
    const gate = new Gate();
    const { exchange, delivery } = start(gated(gate, { tokens: ['one', ' two'] }));
    await gate.whenHeld();
    await turns(50);
    expect(exchange.headSent).toBe(false);
    gate.release(1);
    await exchange.until(({ headSent }) => headSent);
    await exchange.until(({ writes }) => writes.length > 0);
    expect(exchange.writes).toHaveLength(1);
    expect(exchange.events[0]).toContain('"role":"assistant"');
    expect(exchange.streamedText).toBe('one');
    gate.open();
    await delivery;
    expect(exchange.streamedText).toBe('one two');
  });

  test.each([
    ['an error event', errorAfter(0)],
    ['a connection that dies', dyingAfter(0)],
    ['a reset', dyingAfter(0, 'reset')],
    ['an error object instead of a stream', errorWithStatus200()],
    ['a web page instead of a stream', htmlPage()],
    ['a whole answer instead of a stream', wholeAnswer()],
  ])('%s lets another deployment take over unseen', async (_name, fault) => {
    const { exchange } = await finish(fault);
    expect(modelsAsked()).toEqual(['first', 'second']);
    expect(exchange.status).toBe(200);
    expect(exchange.streamedText).toBe(SIXTY_WORDS);
    expect(exchange.text).not.toContain('error');
    expect(exchange.events.at(-1)).toBe('[DONE]');
  });

  test('an endless line is refused before it fills the memory', async () => {
    const { exchange } = await finish(endlessLine(8 * 1024 * 1024));
    expect(exchange.streamedText).toBe(SIXTY_WORDS);
  });
});

function wholeAnswer(): Behaviour {
  return (call) =>
    call.send(200, {
      id: 'x',
      object: 'chat.completion',
      choices: [{ message: { content: 'x' } }],
    });
}

describe('after the first content', () => {
  test.each(['close', 'reset'] as const)(
    'a connection that dies by %s is told of in one event, without [DONE]',
    async (how) => {
      const job = await finish(dyingAfter(40, how));
      const { exchange, trace } = job;
      expect(modelsAsked()).toEqual(['first']);
      expect(SIXTY_WORDS.startsWith(exchange.streamedText)).toBe(true);
      expect(lastError(job).message).toMatch(/^The upstream/);
      expect(exchange.text.match(/"error"/g)).toHaveLength(1);
      expect(exchange.text).not.toContain('[DONE]');
      expect(exchange.text).not.toMatch(/"finish_reason":"/);
      expect(trace.brokenBy).toBe(lastError(job).code);
      expect(trace.attempts).toMatchObject([{ outcome: 'transient', status: 200 }]);
    },
  );

  test('everything that came before the fault is delivered', async () => {
    const { exchange } = await finish(dyingAfter(40, 'close'));
    expect(exchange.streamedText).toBe(SIXTY_TOKENS.slice(0, 40).join(''));
  });

  test("an error event goes on in the gateway's own form, without a key", async () => {
    const message = 'overloaded; key sk-upstream-canary-0123456789abcdef';
    const job = await finish(errorAfter(40, { message, type: 'overloaded_error' }));
    expect(lastError(job)).toMatchObject({ code: 'upstream_overloaded' });
    expect(job.exchange.text).not.toContain('canary');
    expect(job.exchange.text).not.toContain('[DONE]');
  });

  test('silence ends the stream and the call, but only silence', async () => {
    const { job, exchange, delivery } = start(silentAfter(20));
    const twenty = SIXTY_TOKENS.slice(0, 20).join('');
    await exchange.until(({ streamedText }) => streamedText === twenty);
    running.clock.advance(14_950);
    await turns(10);
    expect(exchange.ended).toBe(false);
    running.clock.advance(75);
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(lastError(job).message).toContain('15 seconds');
    expect(exchange.text).not.toContain('[DONE]');
    await upstream.log[0]?.whenAborted;
  });

  test('every token begins the wait anew', async () => {
    const gate = new Gate();
    const tokens = ['a', 'b', 'c', 'd'];
    const { exchange, delivery } = start(gated(gate, { tokens }));
    for (let count = 1; count <= tokens.length; count += 1) {
      gate.release(1);
      await exchange.until(({ streamedText }) => streamedText.length === count);
      if (count < tokens.length) running.clock.advance(9_000);
    }
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(running.clock.now()).toBe(27_000);
  });
});

describe('small faults', () => {
  test('an event that is not valid is dropped, the rest arrives', async () => {
    const { exchange } = await finish(invalidEventAt(10));
    expect(exchange.streamedText).toBe(SIXTY_TOKENS.filter((_, i) => i !== 9).join(''));
    expect(exchange.text).not.toContain('"bro');
    expect(exchange.events.at(-1)).toBe('[DONE]');
  });

  test('a missing [DONE] is supplied, usage included', async () => {
    const { exchange, trace } = await finish(withoutDone());
    expect(exchange.streamedText).toBe(SIXTY_WORDS);
    expect(exchange.events.at(-1)).toBe('[DONE]');
    expect(trace.usage).toMatchObject({ completionTokens: 60 });
  });
});

describe('a slow client', () => {
  test('pauses the upstream, which goes on once the client does', async () => {
    const { exchange, delivery } = start(firehose());
    exchange.full = true;
    const request = await upstream.nextRequest();
    await exchange.until(({ writes }) => writes.length > 0);
    const taken = await request.whenStalled();
    const written = exchange.writes.length;
    expect(written).toBeLessThan(5);
    expect(taken).toBeLessThan(64 * 1024 * 1024);
    exchange.drain();
    await exchange.until(({ writes }) => writes.length > written + 100);
    exchange.leave();
    expect(await delivery).toEqual({ kind: 'aborted' });
    await request.whenAborted;
  });

  test('is cut in the end, and the upstream with it', async () => {
    const { job, exchange, delivery } = start(firehose());
    exchange.full = true;
    const request = await upstream.nextRequest();
    await exchange.until(({ writes }) => writes.length > 0);
    running.clock.advance(14_900);
    expect(exchange.destroyed).toBe(false);
    running.clock.advance(150);
    expect(exchange.destroyed).toBe(true);
    expect(await delivery).toEqual({ kind: 'aborted' });
    await request.whenAborted;
    expect(job.trace.attempts).toMatchObject([{ outcome: 'aborted' }]);
    expect(running.deployment('id-group-first').breaker('chat').state).toBe('CLOSED');
  });
});

describe('a gateway that stops', () => {
  test('tells a stream that it is not complete, and ends the call', async () => {
    const { job, exchange, delivery } = start(silentAfter(20));
    await exchange.until(({ streamedText }) => streamedText.length > 0);
    running.gateway.watch.cutAll();
    expect(lastError(job)).toMatchObject({ code: 'gateway_shutdown' });
    expect(exchange.text).not.toContain('[DONE]');
    expect(exchange.ended).toBe(true);
    expect(await delivery).toEqual({ kind: 'aborted' });
    await upstream.log[0]?.whenAborted;
  });

  test('answers 503 where nothing was sent yet, and asks nobody else', async () => {
    const { exchange, delivery } = start(silentAfter(0));
    await upstream.nextRequest();
    await turns(20);
    running.gateway.watch.cutAll();
    expect(exchange.status).toBe(503);
    expect(exchange.json).toMatchObject({ error: { code: 'gateway_shutdown' } });
    expect(await delivery).toEqual({ kind: 'aborted' });
    expect(modelsAsked()).toEqual(['first']);
  });
});

describe('byte by byte', () => {
  const chunk = (delta: object, finish: string | null = null): string => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return `data: ${JSON.stringify({ id: 'c', model: 'group', choices })}\n\n`;
  };

  function script() {
    const scripted = new ScriptedUpstream();
    running = makeGateway({ upstream: scripted });
    const job = makeJob(running, llmRequest({ stream: true, num_retries: 0 }));
    const delivery = deliver(running, job);
    const call = scripted.call(0).head(200, { 'content-type': 'text/event-stream' });
    return { job, exchange: job.exchange, delivery, call };
  }

  test('there is one write a read, however many events a read brings', async () => {
    const { exchange, delivery, call } = script();
    call.data(chunk({ role: 'assistant' }) + chunk({ content: 'a' }) + chunk({ content: 'b' }));
    expect(exchange.writes).toHaveLength(1);
    const next = chunk({ content: 'c' });
    call.data(next.slice(0, 20));
    expect(exchange.writes).toHaveLength(1);
    call.data(next.slice(20) + chunk({}, 'stop') + 'data: [DONE]\n\n');
    expect(exchange.writes).toHaveLength(2);
    call.end();
    await delivery;
    expect(exchange.streamedText).toBe('abc');
  });

  test('a finished stream whose connection stays open is ended for the client', async () => {
    const { exchange, delivery, call } = script();
    call.data(chunk({ content: 'a' }) + chunk({}, 'stop'));
    running.clock.advance(1_950);
    expect(exchange.ended).toBe(false);
    running.clock.advance(75);
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(exchange.events.at(-1)).toBe('[DONE]');
    expect(call.aborted).toBe(true);
  });

  test('a proper end of the bytes is no end of the answer', async () => {
    const { job, exchange, delivery, call } = script();
    call.data(chunk({ content: 'a' }));
    call.end();
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(lastError(job).message).toContain('before it was complete');
    expect(exchange.text).not.toContain('[DONE]');
    expect(job.trace.attempts).toMatchObject([{ outcome: 'transient' }]);
  });

  test('a stream that is finished without content is an answer too', async () => {
    const { exchange, delivery, call } = script();
    call.data(chunk({ role: 'assistant' }) + chunk({}, 'stop'));
    call.end();
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(exchange.events).toHaveLength(3);
  });

  test('a stream that never comes to its content fails at the limit of what is held', async () => {
    const { exchange, delivery, call } = script();
    const empty = chunk({ content: '', padding: 'x'.repeat(60_000) });
    for (let i = 0; i < 6; i += 1) call.data(empty);
    expect(await delivery).toMatchObject({ kind: 'refused', error: { status: 502 } });
    expect(exchange.headSent).toBe(false);
    expect(call.aborted).toBe(true);
  });

  test('content and an error in one read count as nothing sent', async () => {
    const { exchange, delivery, call } = script();
    call.data(chunk({ content: 'a' }) + 'data: {"error":{"message":"boom","code":500}}\n\n');
    expect(await delivery).toMatchObject({ kind: 'refused' });
    expect(exchange.headSent).toBe(false);
  });

  test('a client that leaves ends the call in the same turn', async () => {
    const { exchange, delivery, call } = script();
    call.data(chunk({ content: 'a' }));
    exchange.leave();
    expect(call.aborted).toBe(true);
    expect(running.deployment().state.inFlight).toBe(0);
    expect(await delivery).toEqual({ kind: 'aborted' });
  });
});
