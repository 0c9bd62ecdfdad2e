import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MASTER_KEY, startApp, type RunningApp } from '../../support/app.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';

let upstream: FakeUpstream;
let app: RunningApp;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const params = { api_base: `${upstream.origin}/v1`, api_key: 'sk-upstream' };
  app = await startApp({
    model_list: [
      { model_name: 'chat', litellm_params: { model: 'openai/chat-model', ...params } },
      { model_name: 'team/chat', litellm_params: { model: 'openai/team-model', ...params } },
      {
        model_name: 'rank',
        litellm_params: {
          model: 'cohere/rank-model',
          api_base: upstream.origin,
          api_key: 'sk-upstream',
        },
      },
    ],
  });
});

afterAll(async () => {
  await app.close();
  await upstream.close();
});

const CHAT = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };

describe('routes to models', () => {
  test.each([
    ['/v1/chat/completions', CHAT],
    ['/chat/completions', CHAT],
    ['/v1/chat/completions/', CHAT],
    ['/v1/completions', { model: 'chat', prompt: 'Hi' }],
    ['/completions', { model: 'chat', prompt: 'Hi' }],
    ['/v1/embeddings', { model: 'chat', input: 'Hi' }],
    ['/embeddings', { model: 'chat', input: 'Hi' }],
    ['/v1/rerank', { model: 'rank', query: 'q', documents: ['a', 'b'] }],
    ['/v2/rerank', { model: 'rank', query: 'q', documents: ['a', 'b'] }],
    ['/rerank', { model: 'rank', query: 'q', documents: ['a', 'b'] }],
  ])('POST %s is answered', async (path, body) => {
    const response = await app.post(path, body);
    expect([response.status, await response.json()]).toEqual([200, expect.any(Object)]);
    expect(response.headers.get('x-litellm-call-id')).not.toBeNull();
  });

  test.each([
    ['/openai/deployments/chat/chat/completions', CHAT, 'chat-model'],
    ['/openai/deployments/chat/chat/completions?api-version=2024-02-01', CHAT, 'chat-model'],
    ['/engines/chat/chat/completions', CHAT, 'chat-model'],
    ['/openai/deployments/team/chat/chat/completions', CHAT, 'team-model'],
    ['/openai/deployments/team%2Fchat/chat/completions', CHAT, 'team-model'],
    ['/engines/chat/completions', { prompt: 'Hi' }, 'chat-model'],
    ['/openai/deployments/chat/embeddings', { input: 'Hi' }, 'chat-model'],
  ])('POST %s takes the model of the path', async (path, body, model) => {
    const before = upstream.log.length;
    const response = await app.post(path, { ...body, model: undefined });
    expect(response.status).toBe(200);
    expect(upstream.log.slice(before).map((request) => request.model)).toEqual([model]);
  });

  test('POST /openai/deployments/{model}/rerank takes the model of the path', async () => {
    const body = { query: 'q', documents: ['a'] };
    const response = await app.post('/openai/deployments/rank/rerank', body);
    expect(response.status).toBe(200);
  });

  test('records the name of the route, not the path with the model in it', async () => {
    const before = app.records.length;
    await (await app.post('/openai/deployments/chat/chat/completions', CHAT)).text();
    await new Promise((resolve) => setImmediate(resolve));
    expect(app.records.at(before)?.route).toBe('/openai/deployments/{model}/chat/completions');
  });

  test('streams', async () => {
    const response = await app.post('/v1/chat/completions', { ...CHAT, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toMatch(/^data: \{.*data: \[DONE\]\n\n$/s);
  });

  test.each([
    ['a wrong key', { authorization: 'Bearer sk-wrong' }, 401],
    ['no key', { authorization: '' }, 401],
  ])('%s reaches no upstream', async (_what, headers, status) => {
    const before = upstream.log.length;
    const response = await app.post('/v1/chat/completions', CHAT, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'auth_error' } });
    expect(upstream.log).toHaveLength(before);
  });

  test.each([
    ['{', 400, null],
    ['[]', 400, null],
    ['', 400, null],
    [JSON.stringify({ model: 'chta', messages: CHAT.messages }), 400, 'model'],
    [JSON.stringify({ messages: CHAT.messages }), 400, 'model'],
    [JSON.stringify({ model: 7, messages: CHAT.messages }), 400, 'model'],
    [JSON.stringify({ model: 'chat', messages: 'Hi' }), 400, 'messages'],
  ])('the body %s gets a %i and reaches no upstream', async (body, status, param) => {
    const before = upstream.log.length;
    const headers = { authorization: `Bearer ${MASTER_KEY}` };
    const response = await app.get('/v1/chat/completions', { method: 'POST', body, headers });
    expect({ status: response.status, ...((await response.json()) as object) }).toEqual({
      status,
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param,
        code: expect.any(String),
      },
    });
    expect(upstream.log).toHaveLength(before);
  });
});
