import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { SIXTY_WORDS } from '../support/upstream/answer.ts';
import { fixedError } from '../support/upstream/behaviours.ts';
import { chatCall, openaiAt, serve, type Served } from './served.ts';

// Two deployments of one model on two servers, with real Redis and PostgreSQL: one server dies, and
// nobody in front notices.

let first: FakeUpstream;
let second: FakeUpstream;
let redis: TestRedis;
let postgres: TestPostgres;
let gateway: Served;

beforeAll(async () => {
  [first, second, redis, postgres] = await Promise.all([
    startFakeUpstream(),
    startFakeUpstream(),
    // With a password it is always one of our own, which may be stopped.
    startRedis({ password: 'redis-of-the-tests' }),
    startPostgres(),
  ]);
  gateway = await serve(config(first.origin, second.origin), {
    env: { REDIS_URL: redis.url, DATABASE_URL: postgres.url },
  });
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await Promise.all([redis.stop(), postgres.stop(), second.close()]);
});

function config(one: string, two: string): object {
  const models = { chat: 'fake-model', embed: 'embed-model' };
  const pairs = Object.entries(models).flatMap(([name, model]) =>
    [one, two].map((origin, index) => ({
      model_name: name,
      litellm_params: openaiAt(origin, model),
      model_info: { id: `${name}-${index + 1}` },
    })),
  );
  const rerank = [one, two].map((origin) => ({
    model_name: 'rerank',
    litellm_params: { model: 'cohere/rerank-v3.5', api_base: origin, api_key: 'sk-upstream' },
  }));
  const failing = openaiAt(two, 'always-down');
  const spare = openaiAt(two, 'spare-model');
  const passThrough = { path: '/second', target: `${two}/v1`, include_subpath: true };
  return {
    model_list: [
      ...pairs,
      ...rerank,
      { model_name: 'shaky', litellm_params: failing },
      { model_name: 'spare', litellm_params: spare, model_info: { id: 'spare-1' } },
    ],
    router_settings: { num_retries: 2, fallbacks: [{ shaky: ['spare'] }] },
    general_settings: { pass_through_endpoints: [passThrough] },
  };
}

async function chat(model: string, extra: object = {}): Promise<Response> {
  return gateway.post('/v1/chat/completions', { ...chatCall(model), ...extra });
}

async function times<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call));
}

async function contentOf(response: Response): Promise<unknown> {
  return { status: response.status, body: await response.json() };
}

const ANSWERED = {
  status: 200,
  body: { choices: [{ message: { content: SIXTY_WORDS } }] },
};

/** The sum of a counter over all series with these labels. */
async function counted(name: string, labels: readonly string[]): Promise<number> {
  const text = await (await gateway.get('/metrics')).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}_total{`));
  const chosen = lines.filter((line) => labels.every((label) => line.includes(label)));
  return chosen.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Every operation once; what came back, and from which host is not said. */
async function everyOperation(): Promise<void> {
  expect(await contentOf(await chat('chat'))).toMatchObject(ANSWERED);

  const stream = await (await chat('chat', { stream: true })).text();
  const events = stream.split('\n\n').filter((event) => event !== '');
  expect(events.at(-1)).toBe('data: [DONE]');
  const deltas = events.slice(0, -1).map((event): unknown => JSON.parse(event.slice(6)));
  expect(deltas.map(textOfDelta).join('')).toBe(SIXTY_WORDS);

  const embedded = await gateway.post('/v1/embeddings', { model: 'embed', input: ['a', 'b'] });
  expect(await contentOf(embedded)).toMatchObject({
    status: 200,
    body: { data: [{ embedding: [0.5, -0.25, 0] }, { embedding: [0.5, -0.25, 1] }] },
  });

  const query = { model: 'rerank', query: 'q', documents: ['x', 'y', 'z'], top_n: 2 };
  for (const path of ['/v1/rerank', '/v2/rerank', '/rerank']) {
    expect(await contentOf(await gateway.post(path, query))).toMatchObject({
      status: 200,
      body: {
        results: [
          { index: 0, relevance_score: 1 },
          { index: 1, relevance_score: 0.5 },
        ],
      },
    });
  }

  const raw = await gateway.post('/second/chat/completions', chatCall('anything'));
  expect(await contentOf(raw)).toMatchObject(ANSWERED);
}

function textOfDelta(chunk: unknown): string {
  const { choices } = chunk as { choices: { delta: { content?: string } }[] };
  return choices[0]?.delta.content ?? '';
}

describe('both servers up', () => {
  test('every operation works', everyOperation);

  test('both get traffic', async () => {
    const answers = await times(40, async () => contentOf(await chat('chat')));
    for (const answer of answers) expect(answer).toMatchObject(ANSWERED);
    expect(first.requestsFor('fake-model').length).toBeGreaterThan(5);
    expect(second.requestsFor('fake-model').length).toBeGreaterThan(5);
  });

  test('a group that fails hands over to its fallback', async () => {
    second.setBehaviour(
      'always-down',
      fixedError(503, { message: 'down' }, { 'retry-after': '0.01' }),
    );
    const response = await chat('shaky');
    expect(response.headers.get('x-litellm-model-group')).toBe('spare');
    expect(response.headers.get('x-litellm-model-id')).toBe('spare-1');
    expect(response.headers.get('x-litellm-attempted-fallbacks')).toBe('1');
    expect(await contentOf(response)).toMatchObject(ANSWERED);
  });

  test('all services are healthy, and each alone', async () => {
    const all = await contentOf(await gateway.get('/health/services'));
    expect(all).toMatchObject({
      status: 200,
      body: {
        healthy: true,
        summary: '4/4 services healthy',
        services: [
          { name: 'llmgw', healthy: true },
          { name: 'redis', healthy: true },
          { name: 'postgresql', healthy: true },
          { name: 'stored-secrets', healthy: true },
        ],
      },
    });
    const one = await contentOf(await gateway.get('/health/services?service=postgresql'));
    expect(one).toMatchObject({ status: 200, body: { summary: '1/1 services healthy' } });
    const none = await gateway.get('/health/services?service=kafka');
    expect(none.status).toBe(400);
  });

  test('every deployment is healthy, also when each is asked', async () => {
    const known = await contentOf(await gateway.get('/health?model=chat'));
    expect(known).toMatchObject({ body: { healthy_count: 2, unhealthy_count: 0 } });
    const before = first.log.length;
    const asked = await contentOf(await gateway.get('/health?model=chat&probe=true'));
    expect(asked).toMatchObject({ body: { healthy_count: 2, unhealthy_count: 0 } });
    expect(first.log.length).toBe(before + 1);
  });
});

describe('one server dead', () => {
  beforeAll(async () => first.close());

  test('no request is lost', async () => {
    const answers = await times(40, async () => contentOf(await chat('chat')));
    for (const answer of answers) expect(answer).toMatchObject(ANSWERED);
  });

  test('every operation works as before', everyOperation);

  test('health tells which deployment is away', async () => {
    const asked = await contentOf(await gateway.get('/health?model=chat&probe=true'));
    expect(asked).toMatchObject({
      body: {
        healthy_endpoints: [{ model_id: 'chat-2' }],
        unhealthy_endpoints: [{ model_id: 'chat-1', error: expect.any(String) }],
      },
    });
  });

  test('metrics count requests once, and calls of deployments apart', async () => {
    const answered = ['requested_model="chat"', 'status_code="200"'];
    const before = await counted('litellm_proxy_total_requests_metric', answered);
    await chat('chat');
    const after = await counted('litellm_proxy_total_requests_metric', answered);
    expect(after - before).toBe(1);
    expect(await counted('litellm_proxy_failed_requests_metric', answered.slice(0, 1))).toBe(0);
    const bad = await counted('litellm_deployment_failure_responses', ['model_id="chat-1"']);
    const good = await counted('litellm_deployment_success_responses', ['model_id="chat-2"']);
    expect(bad).toBeGreaterThan(0);
    expect(good).toBeGreaterThan(40);
  });
});

describe('a service away', () => {
  test('is told by name, and calls of models go on', async () => {
    await redis.stop();
    const response = await gateway.get('/health/services');
    expect(await contentOf(response)).toMatchObject({
      status: 503,
      body: {
        healthy: false,
        summary: '3/4 services healthy',
        services: [
          { healthy: true },
          { name: 'redis', healthy: false },
          { healthy: true },
          { healthy: true },
        ],
      },
    });
    const ready = await fetch(`${gateway.origin}/health/readiness`);
    expect(ready.status).toBe(200);
    expect(await contentOf(await chat('chat'))).toMatchObject(ANSWERED);
  });
});
