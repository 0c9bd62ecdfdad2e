import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { connectRaw, sendRaw, sendUntilClosed } from './raw-http.ts';
import { SIXTY_TOKENS, SIXTY_WORDS } from './upstream/answer.ts';
import {
  closeBeforeAnswer,
  echo,
  errorWithStatus200,
  failTimes,
  fixedBody,
  fixedError,
  healthy,
  htmlPage,
  inTurn,
  neverAnswer,
  resetBeforeAnswer,
  resetWhenReused,
} from './upstream/behaviours.ts';
import { Gate } from './upstream/gate.ts';
import {
  dyingAfter,
  endlessLine,
  errorAfter,
  firehose,
  gated,
  headThenSilence,
  invalidEventAt,
  silentAfter,
  withoutDone,
  withoutFinish,
} from './upstream/stream-behaviours.ts';
import { bigHeaders, rawBytes, wrongLength } from './upstream/wire-behaviours.ts';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
});
afterEach(async () => upstream.close());

const CHAT = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] };

function post(body: object, path = '/v1/chat/completions'): Promise<Response> {
  return fetch(upstream.origin + path, { method: 'POST', body: JSON.stringify(body) });
}

function rawPost(body: object, path = '/v1/chat/completions'): string {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const stream = async (): Promise<string> => (await post({ ...CHAT, stream: true })).text();

describe('a healthy upstream', () => {
  const openai = (): OpenAI =>
    new OpenAI({ baseURL: `${upstream.origin}/v1`, apiKey: 'k', maxRetries: 0 });
  const ollama = (): Ollama => new Ollama({ host: upstream.origin });

  test('says sixty words to the OpenAI client, at once and as a stream', async () => {
    expect(SIXTY_TOKENS).toHaveLength(60);
    const whole = await openai().chat.completions.create(CHAT);
    expect(whole.choices[0]?.message.content).toBe(SIXTY_WORDS);
    expect(whole.usage?.total_tokens).toBe(67);
    const options = { stream: true as const, stream_options: { include_usage: true } };
    const chunks = await collect(await openai().chat.completions.create({ ...CHAT, ...options }));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(SIXTY_WORDS);
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(60);
  });

  test('reasons and calls tools', async () => {
    const toolCalls = [{ name: 'weather', arguments: { city: 'Oslo' } }];
    upstream.setBehaviour('m', healthy({ reasoning: ['hm'], toolCalls }));
    const { choices } = await openai().chat.completions.create(CHAT);
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { reasoning_content: 'hm', tool_calls: [{ function: { name: 'weather' } }] },
    });
    const answer = await ollama().chat(CHAT);
    expect(answer.message).toMatchObject({
      thinking: 'hm',
      tool_calls: [{ function: toolCalls[0] }],
    });
  });

  test('completes, embeds and lists for the OpenAI client', async () => {
    const text = await openai().completions.create({ model: 'm', prompt: 'hi' });
    expect(text.choices[0]?.text).toBe(SIXTY_WORDS);
    const vectors = await openai().embeddings.create({ model: 'm', input: ['a', 'b'] });
    expect(vectors.data[1]?.embedding).toEqual([0.5, -0.25, 1]);
    const models = await openai().models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['fake-model']);
  });

  test('chats, generates, embeds and lists for the Ollama client', async () => {
    const chunks = await collect(await ollama().chat({ ...CHAT, stream: true }));
    expect(chunks.map((chunk) => chunk.message.content).join('')).toBe(SIXTY_WORDS);
    expect(chunks.at(-1)).toMatchObject({ done: true, eval_count: 60 });
    const generated = await ollama().generate({ model: 'm', prompt: 'hi' });
    expect(generated.response).toBe(SIXTY_WORDS);
    const { embeddings } = await ollama().embed({ model: 'm', input: 'a' });
    expect(embeddings).toEqual([[0.5, -0.25, 0]]);
    expect((await ollama().list()).models).toHaveLength(1);
  });

  test.each(['cohere', 'jina', 'together', 'vllm'] as const)(
    'reranks as %s does',
    async (rerank) => {
      const other = await startFakeUpstream({ rerank });
      const body = { model: 'm', query: 'q', documents: ['a', 'b', 'c'], top_n: 2 };
      const url = `${other.origin}/v1/rerank`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      expect(await answer.json()).toMatchObject({
        results: [
          { index: 0, relevance_score: 1 },
          { index: 1, relevance_score: 0.5 },
        ],
      });
      await other.close();
    },
  );

  test('remembers what it saw', async () => {
    const next = upstream.nextRequest();
    await post({ ...CHAT, model: 'a' }, '/v1/chat/completions?x=1');
    await post({}, '/openai/deployments/b/chat/completions');
    expect(await next).toMatchObject({ method: 'POST', query: 'x=1', model: 'a', aborted: false });
    const second = await upstream.nextRequest();
    expect(second).toMatchObject({ index: 1, model: 'b', json: {} });
    expect(second.arrivedAt).toBeGreaterThanOrEqual((await next).arrivedAt);
    await second.whenOver;
    expect(upstream.requestsFor('b')).toEqual([second]);
    expect(await upstream.requests(2)).toHaveLength(2);
  });

  test('asks for a key when it was given one', async () => {
    const guarded = await startFakeUpstream({ apiKey: 'k' });
    const url = `${guarded.origin}/v1/models`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'Bearer k' } })).status).toBe(200);
    await guarded.close();
  });

  test('knows no other path unless told', async () => {
    expect((await post({}, '/nothing')).status).toBe(404);
    upstream.setRoute('/nothing', echo({ 'x-extra': '1' }));
    const answer = await post({ a: 1 }, '/nothing?b=2');
    expect(answer.headers.get('x-extra')).toBe('1');
    expect(await answer.json()).toMatchObject({ path: '/nothing', query: 'b=2', body: '{"a":1}' });
  });
});

describe('an upstream that answers badly', () => {
  test('words an error as its API does, with headers', async () => {
    const error = { message: 'slow down', type: 'rate_limit_error', code: 'rate_limit_exceeded' };
    upstream.setBehaviour('m', fixedError(429, error, { 'retry-after': '2' }));
    const answer = await post(CHAT);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await answer.json()).toEqual({ error: { ...error, param: null } });
    expect(await (await post(CHAT, '/api/chat')).json()).toEqual({ error: 'slow down' });
  });

  test('fails a number of times, then recovers', async () => {
    upstream.setBehaviour('m', failTimes(2, fixedError(500)));
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await post(CHAT)).status);
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  test('goes through a list of behaviours and stays with the last', async () => {
    upstream.setBehaviour('m', inTurn(fixedError(500), fixedBody(418, { a: 1 }), htmlPage()));
    const types = [];
    for (let i = 0; i < 4; i += 1) types.push((await post(CHAT)).status);
    expect(types).toEqual([500, 418, 200, 200]);
    expect(await (await post(CHAT)).text()).toMatch(/^<!doctype html>/);
  });

  test('hides an error behind status 200', async () => {
    upstream.setBehaviour('m', errorWithStatus200({ message: 'no' }));
    const answer = await post({ ...CHAT, stream: true });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ error: { message: 'no' } });
  });

  test('cuts the connection before a byte', async () => {
    for (const [behaviour, isReset] of [
      [resetBeforeAnswer(), true],
      [closeBeforeAnswer(), false],
    ] as const) {
      upstream.setBehaviour('m', behaviour);
      const client = await connectRaw(upstream);
      client.send(rawPost(CHAT));
      expect((await client.whenClosed()).length).toBe(0);
      expect(client.reset).toBe(isReset);
      expect((await upstream.nextRequest()).aborted).toBe(false);
    }
  });

  test('resets only sockets that were used before', async () => {
    upstream.setBehaviour('m', resetWhenReused());
    const client = await connectRaw(upstream);
    client.send(rawPost(CHAT));
    expect((await client.response()).status).toBe(200);
    client.send(rawPost(CHAT));
    await client.whenClosed();
    const [first, second] = await upstream.requests(2);
    expect(first?.connection).toBe(second?.connection);
  });

  test('declares too much, or too little', async () => {
    upstream.setBehaviour('m', wrongLength(10));
    const { responses, rest } = await sendUntilClosed(upstream, rawPost(CHAT));
    expect(responses).toEqual([]);
    expect(rest.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    upstream.setBehaviour('m', wrongLength(-10));
    const client = await connectRaw(upstream);
    client.send(rawPost(CHAT));
    expect((await client.response()).text).toMatch(/^\{/);
    await client.receivedMatch(/\}\}$/);
    expect(client.received).toHaveLength(10);
    client.destroy();
  });

  test('sends headers of 64 KB, a line of 1 MB, or no HTTP at all', async () => {
    upstream.setBehaviour('big', bigHeaders());
    const [answer] = await sendRaw(upstream, rawPost({ ...CHAT, model: 'big' }));
    expect(answer?.headers['x-padding']).toHaveLength(64 * 1024);
    upstream.setBehaviour('line', endlessLine());
    const client = await connectRaw(upstream);
    client.send(rawPost({ ...CHAT, model: 'line' }));
    await client.receivedBytes(1024 * 1024);
    expect(client.received.includes('\n\n')).toBe(false);
    client.destroy();
    upstream.setBehaviour('raw', rawBytes('SSH-2.0\r\n'));
    const { rest } = await sendUntilClosed(upstream, rawPost({ ...CHAT, model: 'raw' }));
    expect(rest.toString()).toBe('SSH-2.0\r\n');
  });

  test('never answers until the gate lets it, and sees the client leave', async () => {
    const gate = new Gate();
    upstream.setBehaviour('m', neverAnswer(gate));
    const held = post(CHAT);
    await gate.whenHeld();
    gate.release();
    expect((await held).status).toBe(200);
    upstream.setBehaviour('m', neverAnswer());
    const controller = new AbortController();
    const { signal } = controller;
    const url = `${upstream.origin}/v1/chat/completions`;
    const left = fetch(url, { method: 'POST', body: '{"model":"m"}', signal }).catch(() => 'left');
    const [, request] = await upstream.requests(2);
    controller.abort();
    await request?.whenAborted;
    expect([await left, request?.aborted]).toEqual(['left', true]);
  });
});

describe('an upstream that streams badly', () => {
  test('lets each token through by the gate', async () => {
    const gate = new Gate();
    upstream.setBehaviour('m', gated(gate, { tokens: ['a', 'b', 'c'] }));
    const client = await connectRaw(upstream);
    client.send(rawPost({ ...CHAT, stream: true }));
    await gate.whenHeld();
    await client.receivedMatch(/"role":"assistant"/);
    gate.release(2);
    expect(await client.receivedMatch(/"content":"b"/)).not.toMatch(/"content":"c"/);
    gate.open();
    expect((await client.response()).text).toMatch(/"content":"c"[^]*\[DONE\]\n\n$/);
    expect(gate.passed).toBe(3);
    client.destroy();
  });

  test('dies after some tokens, or falls silent', async () => {
    for (const how of ['close', 'reset'] as const) {
      upstream.setBehaviour('m', dyingAfter(2, how));
      const client = await connectRaw(upstream);
      client.send(rawPost({ ...CHAT, stream: true }));
      const seen = (await client.whenClosed()).toString();
      expect(seen.match(/"content":"[^"]/g)).toHaveLength(2);
      expect(seen).not.toMatch(/\r\n0\r\n/);
    }
    upstream.setBehaviour('m', silentAfter(2));
    const client = await connectRaw(upstream);
    client.send(rawPost({ ...CHAT, stream: true }));
    await client.receivedMatch(/"content":" harbour"/);
    client.destroy();
    const [, , request] = await upstream.requests(3);
    await request?.whenAborted;
  });

  test('dies in the middle of an answer that is no stream', async () => {
    upstream.setBehaviour('m', dyingAfter(0));
    const { responses, rest } = await sendUntilClosed(upstream, rawPost(CHAT));
    expect([responses.length, rest.length > 0]).toEqual([0, true]);
  });

  test('says only the head', async () => {
    upstream.setBehaviour('m', headThenSilence());
    const answer = await post({ ...CHAT, stream: true });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await answer.body?.cancel();
    const request = await upstream.nextRequest();
    await request.whenAborted;
  });

  test('breaks one event', async () => {
    upstream.setBehaviour('m', invalidEventAt(10));
    const events = (await stream()).trim().split('\n\n');
    const isBroken = (event: string): boolean => event.endsWith('bro');
    expect(events.findIndex(isBroken)).toBe(10);
    expect(events.filter(isBroken)).toHaveLength(1);
    expect(events).toHaveLength(63);
  });

  test('leaves out [DONE], or the reason to stop', async () => {
    upstream.setBehaviour('m', withoutDone());
    expect(await stream()).toMatch(/"finish_reason":"stop"\}\]\}\n\n$/);
    upstream.setBehaviour('m', withoutFinish());
    expect(await stream()).not.toMatch(/"stop"/);
  });

  test('puts an error into the stream', async () => {
    upstream.setBehaviour('m', errorAfter(1, { message: 'overloaded', type: 'server_error' }));
    const events = (await stream()).trim().split('\n\n');
    expect(events).toHaveLength(3);
    expect(events[2]).toMatch(/^data: \{"error":\{"message":"overloaded"/);
  });

  test('notices how much a slow reader takes', async () => {
    upstream.setBehaviour('m', firehose());
    const client = await connectRaw(upstream);
    client.send(rawPost({ ...CHAT, stream: true }));
    await client.receivedMatch(/HTTP/);
    client.pause();
    const request = await upstream.nextRequest();
    const taken = await request.whenStalled();
    expect(taken).toBeGreaterThan(16 * 1024);
    expect(taken).toBeLessThan(64 * 1024 * 1024);
    expect(request.takenBytes).toBe(taken);
    client.destroy();
    await request.whenAborted;
  });
});

test('a fault of a behaviour shows when the upstream is closed', async () => {
  const faulty = await startFakeUpstream({
    fallback: () => {
      throw new Error('a mistake in the test');
    },
  });
  const { rest } = await sendUntilClosed(faulty, rawPost(CHAT));
  expect(rest.length).toBe(0);
  await expect(faulty.close()).rejects.toThrow('a mistake in the test');
});
