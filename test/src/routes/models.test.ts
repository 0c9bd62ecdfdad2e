import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type RunningApp } from '../../support/app.ts';

let app: RunningApp;

beforeAll(async () => {
  const mock = { mock_response: 'hi' };
  app = await startApp({
    model_list: [
      {
        model_name: 'fast',
        litellm_params: {
          model: 'openai/gpt-4o-mini',
          api_key: 'sk-upstream-secret-1',
          api_base: 'https://user:hidden@models.example/v1?token=hidden',
          extra_headers: { 'x-secret': 'hidden' },
          extra_body: { secret: 'hidden' },
          rpm: 10,
          tpm: 1_000,
          weight: 2,
          order: 1,
        },
        model_info: {
          id: 'fast-1',
          mode: 'chat',
          api_key: 'hidden',
          team: 'red',
          deep: [{ password: 'hidden' }],
        },
      },
      { model_name: 'meta/llama', litellm_params: { model: 'groq/llama-3', ...mock } },
      { model_name: 'wild/*', litellm_params: { model: 'openai/*', ...mock } },
    ],
    router_settings: {
      model_group_alias: { nick: 'fast', ghost: { model: 'fast', hidden: true } },
    },
  });
});

afterAll(async () => {
  await app.close();
});

async function json(path: string): Promise<unknown> {
  return (await app.get(path)).json();
}

const model = (id: string, owner: string) => ({
  id,
  object: 'model',
  created: 1_677_610_602,
  owned_by: owner,
});

describe('GET /v1/models', () => {
  test.each(['/v1/models', '/models', '/v1/models/', '/models?x=1'])(
    '%s lists what can be asked for, without hidden aliases',
    async (path) => {
      const list = (await json(path)) as { object: string; data: { id: string }[] };
      expect(list.object).toBe('list');
      const ids = list.data.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(['fast', 'meta/llama', 'nick']));
      expect(ids).not.toContain('ghost');
      expect(list.data[0]).toEqual(model('fast', 'openai'));
    },
  );

  test('needs a key', async () => {
    const response = await app.get('/v1/models', { headers: {} });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('GET /v1/models/{id}', () => {
  test.each([
    ['/v1/models/fast', 'fast', 'openai'],
    ['/models/nick', 'nick', 'openai'],
    ['/v1/models/meta/llama', 'meta/llama', 'groq'],
    ['/v1/models/meta%2Fllama/', 'meta/llama', 'groq'],
    ['/v1/models/wild/anything', 'wild/anything', 'openai'],
  ])('%s tells one', async (path, id, owner) => {
    expect(await json(path)).toEqual(model(id, owner));
  });

  test('an unknown one is a 404 in the shape of OpenAI', async () => {
    const response = await app.get('/v1/models/nobody');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: {
        message: 'The model "nobody" does not exist. GET /v1/models lists those that do.',
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_found',
      },
    });
  });
});

describe('GET /model/info', () => {
  test.each(['/model/info', '/v1/model/info'])('%s tells of each deployment', async (path) => {
    const { data } = (await json(path)) as { data: object[] };
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      model_name: 'fast',
      litellm_params: { model: 'openai/gpt-4o-mini', rpm: 10, tpm: 1_000, weight: 2, order: 1 },
      model_info: {
        id: 'fast-1',
        mode: 'chat',
        team: 'red',
        db_model: false,
        litellm_provider: 'openai',
      },
    });
  });

  test('shows nothing that is secret', async () => {
    const text = await (await app.get('/model/info')).text();
    expect(text).not.toMatch(/hidden|sk-upstream-secret/);
  });

  test('tells of one deployment when it is named', async () => {
    const { data } = (await json('/model/info?litellm_model_id=fast-1')) as { data: object[] };
    expect(data).toHaveLength(1);
    expect(await json('/model/info?litellm_model_id=none')).toEqual({ data: [] });
  });
});
