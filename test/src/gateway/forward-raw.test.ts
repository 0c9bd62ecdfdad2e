import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forwardRaw, type ForwardOptions } from '../../../src/gateway/forward-raw.ts';
import { downstreamHeaders } from '../../../src/gateway/pass-through-headers.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import { makeGateway, type TestGateway } from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';
import {
  echo,
  fixedBody,
  neverAnswer,
  resetBeforeAnswer,
} from '../../support/upstream/behaviours.ts';
import type { Behaviour } from '../../support/upstream/call.ts';
import { firehose, headThenSilence } from '../../support/upstream/stream-behaviours.ts';

const PATH = '/anything';
let upstream: FakeUpstream;
let running: TestGateway;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  running = makeGateway();
});

afterEach(async () => {
  running.assertIdle();
  await running.close();
  await upstream.close();
});

function forward(behaviour: Behaviour, parts: Partial<ForwardOptions> = {}) {
  upstream.setRoute(PATH, behaviour);
  const exchange = new CapturedExchange({ path: PATH });
  const result = forwardRaw(running.gateway, exchange, {
    request: {
      origin: upstream.origin,
      method: 'POST',
      path: `${PATH}?a=1`,
      headers: ['content-type', 'text/plain', 'x-own', 'yes'],
      body: Buffer.from('hello'),
      connectTimeoutMs: 5_000,
    },
    timeoutMs: 1_000,
    holdErrors: false,
    headersOf: (head) => downstreamHeaders(head, exchange.id),
    ...parts,
  });
  return { exchange, result };
}

describe('forwarding', () => {
  test('hands request and answer on as they are', async () => {
    const { exchange, result } = forward(echo({ 'x-target': 'yes' }));
    expect(await result).toEqual({ kind: 'done', status: 200 });
    expect(exchange.json).toMatchObject({
      method: 'POST',
      path: PATH,
      query: 'a=1',
      body: 'hello',
      headers: { 'content-type': 'text/plain', 'x-own': 'yes' },
    });
    expect(exchange.sentHeader('x-target')).toBe('yes');
    expect(exchange.ended).toBe(true);
  });

  test('hands errors on as they came', async () => {
    const { exchange, result } = forward(fixedBody(418, { odd: 'shape' }));
    expect(await result).toEqual({ kind: 'done', status: 418 });
    expect([exchange.status, exchange.text]).toEqual([418, '{"odd":"shape"}']);
  });

  test('keeps errors back where another shape is wanted', async () => {
    const { exchange, result } = forward(fixedBody(418, 'teapot'), { holdErrors: true });
    expect(await result).toEqual({ kind: 'rejected', status: 418, text: 'teapot' });
    expect(exchange.headSent).toBe(false);
  });

  test('keeps no more of an error than can be shown', async () => {
    const { result } = forward(fixedBody(500, 'x'.repeat(1_000_000)), { holdErrors: true });
    const rejected = await result;
    expect(rejected.kind).toBe('rejected');
    expect('text' in rejected && rejected.text.length).toBeLessThan(200_000);
  });
});

describe('a target that fails', () => {
  test('before its answer leaves the client to be told', async () => {
    const { exchange, result } = forward(resetBeforeAnswer());
    expect(await result).toMatchObject({ kind: 'failed', failure: { failureClass: 'transient' } });
    expect(exchange.headSent).toBe(false);
  });

  test('by silence is given up', async () => {
    const { exchange, result } = forward(neverAnswer());
    const request = await upstream.nextRequest();
    running.clock.advance(1_025);
    expect(await result).toMatchObject({ kind: 'failed', failure: { failureClass: 'timeout' } });
    expect(exchange.headSent).toBe(false);
    await request.whenAborted;
  });

  test('inside its answer cuts the connection: bytes of a foreign kind cannot say it', async () => {
    const { exchange, result } = forward(headThenSilence());
    await exchange.until(({ headSent }) => headSent);
    running.clock.advance(1_025);
    expect(await result).toEqual({ kind: 'broken' });
    expect(exchange.destroyed).toBe(true);
    expect(exchange.ended).toBe(false);
  });
});

describe('a client', () => {
  test('that leaves ends the call', async () => {
    const { exchange, result } = forward(neverAnswer());
    const request = await upstream.nextRequest();
    exchange.leave();
    expect(await result).toEqual({ kind: 'broken' });
    await request.whenAborted;
  });

  test('that has left already causes none', async () => {
    const exchange = new CapturedExchange();
    exchange.leave();
    const scripted = new ScriptedUpstream();
    const { gateway } = makeGateway({ upstream: scripted });
    const options = { ...OPTIONS, headersOf: () => [] };
    expect(await forwardRaw(gateway, exchange, options)).toEqual({ kind: 'broken' });
    expect(scripted.calls).toEqual([]);
  });

  test('that is slow pauses the target', async () => {
    const { exchange, result } = forward(firehose());
    exchange.full = true;
    const request = await upstream.nextRequest();
    await exchange.until(({ writes }) => writes.length > 0);
    const taken = await request.whenStalled();
    const written = exchange.writes.length;
    expect(written).toBeLessThan(5);
    expect(taken).toBeLessThan(64 * 1024 * 1024);
    exchange.drain();
    await exchange.until(({ writes }) => writes.length > written + 50);
    exchange.leave();
    expect(await result).toEqual({ kind: 'broken' });
    await request.whenAborted;
  });

  test('that was slow leaves the target its whole time again', () => {
    const scripted = new ScriptedUpstream();
    const { gateway, clock } = makeGateway({ upstream: scripted });
    const exchange = new CapturedExchange();
    void forwardRaw(gateway, exchange, { ...OPTIONS, headersOf: () => [] });
    const call = scripted.call(0).head(200);
    exchange.full = true;
    expect(call.data('x')).toBe(false);
    clock.advance(950);
    exchange.drain();
    clock.advance(950);
    expect([exchange.destroyed, call.resumes]).toEqual([false, 1]);
    clock.advance(100);
    expect(exchange.destroyed).toBe(true);
  });
});

test('a gateway that stops cuts the connection', async () => {
  const { exchange, result } = forward(headThenSilence());
  await exchange.until(({ headSent }) => headSent);
  await turns(5);
  running.gateway.watch.cutAll();
  expect(await result).toEqual({ kind: 'broken' });
  expect(exchange.destroyed).toBe(true);
});

const OPTIONS = {
  request: {
    origin: 'http://target.internal',
    method: 'GET',
    path: '/',
    headers: [],
    body: null,
    connectTimeoutMs: 5_000,
  },
  timeoutMs: 1_000,
  holdErrors: false,
};
