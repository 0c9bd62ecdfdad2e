import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openRedis } from '../../../src/cache/redis.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openDatabase } from '../../../src/db/connect.ts';
import type { ServiceCheck } from '../../../src/routes/health.ts';
import { startApp, type AppOptions, type RunningApp } from '../../support/app.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { findFreePort } from '../../support/server-process.ts';
import { fixedError } from '../../support/upstream/behaviours.ts';

let upstream: FakeUpstream;
const apps: RunningApp[] = [];

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

afterAll(async () => {
  await upstream.close();
});

async function start(options: AppOptions = {}): Promise<RunningApp> {
  const base = { api_base: `${upstream.origin}/v1`, api_key: 'sk-upstream-secret' };
  const app = await startApp(
    {
      model_list: [
        {
          model_name: 'good',
          litellm_params: { model: 'openai/good-model', ...base },
          model_info: { id: 'good-1' },
        },
        {
          model_name: 'bad',
          litellm_params: { model: 'openai/bad-model', ...base },
          model_info: { id: 'bad-1' },
        },
        {
          model_name: 'vectors',
          litellm_params: { model: 'openai/vector-model', ...base },
          model_info: { id: 'vectors-1', mode: 'embedding' },
        },
      ],
    },
    options,
  );
  apps.push(app);
  return app;
}

interface HealthReport {
  readonly healthy_endpoints: readonly { model_id: string }[];
  readonly unhealthy_endpoints: readonly { model_id: string; error: string }[];
  readonly healthy_count: number;
  readonly unhealthy_count: number;
}

async function report(app: RunningApp, query = ''): Promise<HealthReport> {
  return (await (await app.get(`/health${query}`)).json()) as HealthReport;
}

describe('liveness', () => {
  test.each(['/health/liveliness', '/health/liveness', '/health/liveliness/'])(
    'GET %s says that it is alive, to everybody',
    async (path) => {
      const app = await start();
      const response = await fetch(app.origin + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.text()).toBe(`"I'm alive!"`);
    },
  );
});

describe('readiness', () => {
  const idle = (name: string): ServiceCheck => ({ name, ping: () => Promise.resolve() });

  test('is healthy without services', async () => {
    const app = await start();
    const response = await fetch(`${app.origin}/health/readiness`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'healthy',
      db: 'Not connected',
      cache: null,
      litellm_version: '0.0.0-test',
      success_callbacks: [],
    });
  });

  test('names the services that are configured and asks none of them', async () => {
    const away = { name: 'postgresql', ping: () => Promise.reject(new Error('away')) };
    const app = await start({ services: [away, idle('redis')] });
    const response = await fetch(`${app.origin}/health/readiness`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ db: 'configured', cache: 'redis' });
  });

  test('is off while the gateway drains', async () => {
    const app = await start();
    app.gateway.draining = true;
    const response = await fetch(`${app.origin}/health/readiness`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'draining' });
  });
});

describe('GET /health', () => {
  test('tells what is known of each deployment and sends nothing anywhere', async () => {
    const app = await start();
    const before = upstream.log.length;
    expect(await report(app)).toEqual({
      healthy_endpoints: [
        {
          model: 'openai/good-model',
          model_group: 'good',
          model_id: 'good-1',
          api_base: expect.stringContaining(upstream.origin),
        },
        expect.objectContaining({ model_id: 'bad-1' }),
        expect.objectContaining({ model_id: 'vectors-1' }),
      ],
      unhealthy_endpoints: [],
      healthy_count: 3,
      unhealthy_count: 0,
    });
    expect(upstream.log).toHaveLength(before);
  });

  test('shows a deployment that rests after failures, with the reason', async () => {
    const app = await start();
    const bad = app.gateway.runtime.deployments.find(({ id }) => id === 'bad-1');
    bad?.breaker('chat');
    await app.gateway.breakers.trip('bad-1', 5_000, 'it drops every call');
    const {
      unhealthy_endpoints: [resting],
    } = await report(app);
    expect(resting).toMatchObject({
      model_id: 'bad-1',
      error: expect.stringMatching(/^chat: open for .*: opened by hand.*; next probe in .* s$/),
    });
  });

  test('with probe=true asks each deployment once, each in its own way', async () => {
    const app = await start();
    upstream.setBehaviour('bad-model', fixedError(401, { message: 'sk-upstream-secret is wrong' }));
    const before = upstream.log.length;
    const result = await report(app, '?probe=true');
    expect(result.healthy_endpoints.map((entry) => entry.model_id)).toEqual([
      'good-1',
      'vectors-1',
    ]);
    expect(result.unhealthy_endpoints.map((entry) => entry.model_id)).toEqual(['bad-1']);
    expect(JSON.stringify(result)).not.toContain('sk-upstream-secret');
    const asked = upstream.log.slice(before).map(({ path, model }) => `${path} ${model}`);
    expect(asked.sort()).toEqual([
      '/v1/chat/completions bad-model',
      '/v1/chat/completions good-model',
      '/v1/embeddings vector-model',
    ]);
  });

  test.each(['?probe=true&model=good', '?model_id=good-1&probe=true'])(
    '%s asks only the one',
    async (query) => {
      const app = await start();
      const before = upstream.log.length;
      expect(await report(app, query)).toMatchObject({ healthy_count: 1, unhealthy_count: 0 });
      expect(upstream.log.slice(before)).toHaveLength(1);
    },
  );

  test('needs a key, also for probing', async () => {
    const app = await start();
    const before = upstream.log.length;
    expect((await fetch(`${app.origin}/health?probe=true`)).status).toBe(401);
    expect(upstream.log).toHaveLength(before);
  });
});

describe('GET /health/services', () => {
  let redis: TestRedis;
  let postgres: TestPostgres;

  beforeAll(async () => {
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  });

  afterAll(async () => {
    await Promise.all([redis.stop(), postgres.stop()]);
  });

  function realServices(redisPort = redis.port) {
    const database = openDatabase(new Secret(postgres.url));
    const cache = openRedis({
      ...{ url: new Secret(`redis://127.0.0.1:${redisPort}`), host: null, port: 6_379 },
      ...{ username: null, password: null, tls: false },
    });
    const services: ServiceCheck[] = [
      { name: 'redis', ping: () => cache.ping(2_000) },
      { name: 'postgresql', ping: () => database.ping(2_000) },
    ];
    const close = async (): Promise<void> => {
      cache.close();
      await database.close();
    };
    return { services, close };
  }

  test('asks real services and sums up', async () => {
    const { services, close } = realServices();
    const app = await start({ services });
    const response = await app.get('/health/services');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      healthy: true,
      summary: '3/3 services healthy',
      services: ['llmgw', 'redis', 'postgresql'].map((name) => ({
        name,
        healthy: true,
        seconds: expect.any(Number),
      })),
    });
    await close();
  });

  test('says which is away and why, with 503', async () => {
    const { services, close } = realServices(await findFreePort());
    const app = await start({ services });
    const response = await app.get('/health/services');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      healthy: false,
      summary: '2/3 services healthy',
      services: [
        { name: 'llmgw', healthy: true },
        { name: 'redis', healthy: false, error: expect.stringContaining('refused') },
        { name: 'postgresql', healthy: true },
      ],
    });
    await close();
  });

  test('asks only the one that is named', async () => {
    const { services, close } = realServices();
    const app = await start({ services });
    const response = await app.get('/health/services?service=redis');
    expect(await response.json()).toMatchObject({ summary: '1/1 services healthy' });
    const unknown = await app.get('/health/services?service=kafka');
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: { code: 'unknown_service' } });
    await close();
  });

  test('counts the gateway itself as unhealthy while it drains', async () => {
    const app = await start();
    app.gateway.draining = true;
    const response = await app.get('/health/services');
    expect(await response.json()).toMatchObject({
      healthy: false,
      summary: '0/1 services healthy',
      services: [{ name: 'llmgw', error: 'is shutting down' }],
    });
  });

  test('needs a key', async () => {
    const app = await start();
    expect((await fetch(`${app.origin}/health/services`)).status).toBe(401);
  });
});
