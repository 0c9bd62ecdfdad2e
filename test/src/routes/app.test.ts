import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type RunningApp } from '../../support/app.ts';
import { allRoutes } from '../../../src/routes/app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await startApp({
    model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }],
  });
});

afterAll(async () => {
  await app.close();
});

describe('createApp', () => {
  test('the root says what this is', async () => {
    const response = await fetch(app.origin);
    expect(await response.text()).toBe(
      'llmgw 0.0.0-test: an OpenAI-compatible gateway. Try GET /v1/models.\n',
    );
  });

  test('an unknown route is a 404 with the route that was probably meant', async () => {
    const response = await app.get('/v1/model');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        code: 'route_not_found',
        message: expect.stringContaining('Did you mean /v1/models?'),
      },
    });
  });

  test('a known route with another method is a 405', async () => {
    const response = await app.get('/v1/chat/completions');
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({
      error: { code: 'method_not_allowed', message: expect.stringContaining('takes POST') },
    });
  });

  test('HEAD is answered as GET without the body', async () => {
    const response = await app.get('/v1/models', {
      method: 'HEAD',
      headers: { authorization: 'Bearer sk-of-the-tests-0123456789' },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(2);
  });

  test('every route is there once', () => {
    const parts = {
      gateway: app.gateway,
      services: [],
      metrics: { render: () => '' },
      version: '',
    };
    const names = allRoutes(parts).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['POST /v1/chat/completions', 'GET /health', 'GET /metrics', 'GET /'],
        ...['GET /health/deployments', 'POST /health/deployments/{id}/override'],
      ]),
    );
  });
});

test('error codes are the status as text where the configuration asks for it', async () => {
  const compatible = await startApp({
    model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }],
    llmgw_settings: { error_code: 'status' },
  });
  const codes = await Promise.all(
    ['/nothing', '/v1/chat/completions'].map(async (path) => {
      const body = (await (await compatible.get(path)).json()) as { error: { code: string } };
      return body.error.code;
    }),
  );
  await compatible.close();
  expect(codes).toEqual(['404', '405']);
});
