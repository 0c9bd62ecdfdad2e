import { beforeEach, describe, expect, test } from '@jest/globals';
import { callUpstream, type Delivery } from '../../../src/gateway/call-upstream.ts';
import {
  llmRequest,
  makeGateway,
  makeJob,
  type TestGateway,
  type TestJob,
} from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream, type ScriptedCall } from '../../support/scripted-upstream.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'upstream-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hé' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});

let running: TestGateway;
let job: TestJob;
let call: ScriptedCall;
let delivery: Promise<Delivery>;

function start(body: object = {}): void {
  const upstream = new ScriptedUpstream();
  running = makeGateway({ upstream, llmgw: { maxResponseBytes: 1_000 } });
  job = makeJob(running, llmRequest({ num_retries: 0, ...body }));
  delivery = callUpstream(job);
  call = upstream.call(0);
}

beforeEach(() => start());

describe('a whole answer', () => {
  test('is sent in one write with its length, whatever pieces it came in', async () => {
    call.head(200, JSON_TYPE);
    for (const byte of Buffer.from(ANSWER)) call.data(Buffer.of(byte));
    expect(job.exchange.headSent).toBe(false);
    call.end();
    expect(await delivery).toEqual({ kind: 'delivered' });
    expect(job.exchange.writes).toHaveLength(1);
    expect(job.exchange.json).toMatchObject({ model: 'group', choices: [{ index: 0 }] });
    expect(job.exchange.sentHeader('content-type')).toBe('application/json');
    const length = Buffer.byteLength(job.exchange.text);
    expect(job.exchange.sentHeader('content-length')).toBe(String(length));
    expect(job.trace.usage).toEqual({ promptTokens: 1, completionTokens: 2, totalTokens: 3 });
  });

  test('over the limit is a failure of the upstream, found before it is complete', async () => {
    call.head(200, JSON_TYPE);
    call.data('x'.repeat(600));
    call.data('x'.repeat(600));
    expect(call.aborted).toBe(true);
    expect(await delivery).toMatchObject({
      kind: 'refused',
      error: { status: 502, message: expect.stringContaining('1000 bytes') },
    });
  });

  test.each([
    ['an error object', '{"error":{"message":"boom","code":503}}', 503],
    ['a web page', '<html><body>Welcome</body></html>', 502],
    ['nothing', '', 502],
    ['half of one', ANSWER.slice(0, 50), 502],
  ])('that is %s is a failure, not a success', async (_name, body, status) => {
    call.head(200, JSON_TYPE).data(body);
    call.end();
    expect(await delivery).toMatchObject({ kind: 'refused', error: { status } });
    expect(job.exchange.headSent).toBe(false);
    expect(job.trace.attempts).toMatchObject([{ status: 200 }]);
    expect(job.trace.attempts[0]?.outcome).not.toBe('answered');
  });

  test('where a stream was asked for is a failure', async () => {
    start({ stream: true });
    call.head(200, JSON_TYPE).data(ANSWER);
    call.end();
    expect(await delivery).toMatchObject({
      kind: 'refused',
      error: { message: expect.stringContaining('did not stream') },
    });
  });
});

describe('an error answer', () => {
  test('is read in its own shape', async () => {
    call.head(400, JSON_TYPE).data('{"error":{"message":"bad `top_k`","param":"top_k"}}');
    call.end();
    expect(await delivery).toMatchObject({
      kind: 'refused',
      error: { status: 400, message: 'bad `top_k`', param: 'top_k' },
    });
  });

  test('says when to come back', async () => {
    call.head(429, { 'retry-after': '3' }).end();
    expect(await delivery).toMatchObject({ error: { status: 429, retryAfterS: 3 } });
  });

  test('that goes on and on is not waited for', async () => {
    call.head(500, { 'content-type': 'text/plain' });
    for (let i = 0; i < 20 && !call.aborted; i += 1) call.data('x'.repeat(10_000));
    expect(call.aborted).toBe(true);
    expect(await delivery).toMatchObject({ kind: 'refused' });
    expect(job.trace.attempts).toMatchObject([{ outcome: 'transient', status: 500 }]);
  });

  test.each([301, 304, 100 + 204])('with status %i is an error too', async (status) => {
    call.head(status, { location: 'http://elsewhere.internal/' }).end();
    const result = await delivery;
    expect(result).toMatchObject({ kind: 'refused', error: { status: 502 } });
    expect(JSON.stringify(result)).not.toContain('elsewhere');
    await turns(1);
  });
});
