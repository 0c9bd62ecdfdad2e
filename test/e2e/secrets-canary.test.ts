import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { findFreePort } from '../support/server-process.ts';
import { fixedBody, fixedError } from '../support/upstream/behaviours.ts';
import { errorAfter } from '../support/upstream/stream-behaviours.ts';
import { chatCall, openaiAt, serve, type Served } from './served.ts';

// Secrets of every kind in every place they can stand, then everything that can go right and wrong:
// not one of them may come out anywhere.

const CANARIES = {
  master: 'sk-canary-master-0PzqT7aLw4',
  provider: 'sk-canary-provider-8Hd2KqYx1',
  /** Looks like no key at all. */
  plain: 'Canary.Plain.Provider.Word',
  credential: 'canary-credential-5Tr0Mu',
  extraHeader: 'canary-extra-header-Vb61',
  client: 'sk-canary-client-3Nw9Zt',
  clientOwn: 'sk-canary-of-the-client-Jk2',
  userInfo: 'canary-user-info-Wq77',
  query: 'canary-query-Yt30',
  redis: 'canary-redis-password-Lx5',
  database: 'canary-database-password-Gh8',
  passThrough: 'canary-pass-through-Rr46',
  info: 'canary-model-info-Pp91',
  environment: 'canary-environment-Ee12',
  prompt: 'canary-prompt-Oo55',
  edited: 'canary-edited-into-a-broken-file-Uu4',
} as const;

let upstream: FakeUpstream;
let redis: TestRedis;
let gateway: Served;
/** Heads and bodies of all answers. */
const seen: string[] = [];

beforeAll(async () => {
  [upstream, redis] = await Promise.all([
    startFakeUpstream(),
    startRedis({ password: 'the-right-password' }),
  ]);
  for (const [model, key] of [
    ['echo', CANARIES.provider],
    ['echo-plain', CANARIES.plain],
  ] as const) {
    const text = `bad: ${key} (Authorization: Bearer ${key})`;
    for (const status of [400, 401, 403, 404, 429, 500]) {
      upstream.setBehaviour(
        `${model}-${status}`,
        fixedError(status, { message: text, param: key }),
      );
    }
    const page = `<html><body>${text}</body></html>`;
    upstream.setBehaviour(`${model}-html`, fixedBody(200, page, { 'content-type': 'text/html' }));
    upstream.setBehaviour(`${model}-json`, fixedBody(200, `{"choices": "${text}`));
    upstream.setBehaviour(`${model}-stream`, errorAfter(2, { message: text }));
  }
  gateway = await serve(config(await findFreePort()), {
    args: ['-vv'],
    env: {
      LLMGW_LOG: 'debug',
      LITELLM_MASTER_KEY: CANARIES.master,
      PROVIDER_KEY: CANARIES.provider,
      DATABASE_URL: `postgresql://tester:${CANARIES.database}@127.0.0.1:1/gateway`,
      REDIS_URL: `redis://:${CANARIES.redis}@127.0.0.1:${redis.port}`,
    },
  });
}, 60_000);

afterAll(async () => {
  await Promise.all([upstream.close(), redis.stop()]);
  gateway.folder.remove();
});

const FAULTS = ['400', '401', '403', '404', '429', '500', 'html', 'json', 'stream'];

function config(deadPort: number): object {
  const { origin, port } = upstream;
  const echoing = FAULTS.flatMap((fault) => [
    deployment(`echo-${fault}`, { api_key: 'os.environ/PROVIDER_KEY' }),
    deployment(`echo-plain-${fault}`, { api_key: CANARIES.plain }),
  ]);
  const dead = `http://127.0.0.1:${deadPort}/v1`;
  return {
    environment_variables: { CANARY_VARIABLE: CANARIES.environment },
    credential_list: [
      { credential_name: 'shared', credential_values: { api_key: CANARIES.credential } },
    ],
    model_list: [
      ...echoing,
      {
        ...deployment('good', {
          api_key: 'os.environ/PROVIDER_KEY',
          extra_headers: { 'X-Extra': CANARIES.extraHeader },
        }),
        model_info: { id: 'good-1', api_key: CANARIES.info },
      },
      {
        model_name: 'shared',
        litellm_params: {
          model: 'openai/fake-model',
          api_base: `${origin}/v1`,
          litellm_credential_name: 'shared',
        },
      },
      deployment('dead', { api_base: dead, api_key: CANARIES.plain }),
      {
        model_name: 'addressed',
        litellm_params: {
          model: 'openai/fake-model',
          api_base: `http://tester:${CANARIES.userInfo}@127.0.0.1:${port}/v1?key=${CANARIES.query}`,
        },
      },
    ],
    router_settings: { num_retries: 0 },
    general_settings: {
      pass_through_endpoints: [`${origin}/v1`, dead].map((target, index) => ({
        path: `/pass-${index}`,
        target,
        include_subpath: true,
        headers: { Authorization: `Bearer ${CANARIES.passThrough}` },
      })),
    },
  };
}

function deployment(model: string, extra: Readonly<Record<string, unknown>>): object {
  return { model_name: model, litellm_params: openaiAt(upstream.origin, model, extra) };
}

async function ask(path: string, init: RequestInit = {}): Promise<number> {
  const headers = new Headers(init.headers);
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${CANARIES.master}`);
  const response = await fetch(gateway.origin + path, { ...init, headers });
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  seen.push(`${path}\n${head}\n${await response.text()}`);
  return response.status;
}

async function post(path: string, body: unknown, init: RequestInit = {}): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(path, { method: 'POST', body: text, ...init });
}

const prompt = { messages: [{ role: 'user', content: CANARIES.prompt }] };

/** Every form in which a secret could travel. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
}

describe('no secret comes out', () => {
  test.each(['good', 'shared', 'addressed'])('of calls of %s that work', async (model) => {
    for (const stream of [false, true]) {
      const call = { ...chatCall(model, { stream }), ...prompt };
      expect(await post('/v1/chat/completions', call)).toBe(200);
    }
  });

  test.each(FAULTS)('of an upstream that repeats the key: %s', async (fault) => {
    for (const model of [`echo-${fault}`, `echo-plain-${fault}`]) {
      for (const stream of [false, true]) {
        await post('/v1/chat/completions', { ...chatCall(model, { stream }), ...prompt });
      }
      await post('/v1/embeddings', { model, input: CANARIES.prompt });
    }
    expect(seen.length).toBeGreaterThan(0);
  });

  test('of a connection that is refused', async () => {
    expect(await post('/v1/chat/completions', chatCall('dead'))).toBe(502);
    expect(await post('/pass-1/chat/completions', chatCall('x'))).toBe(502);
  });

  test('of pass-through calls', async () => {
    expect(await post('/pass-0/chat/completions', { ...chatCall('x'), ...prompt })).toBe(200);
    expect(await post('/pass-0/nothing-here', {})).toBe(404);
    expect(await ask('/pass-0/%2e%2e/secret')).not.toBe(200);
  });

  test('of requests that are wrong', async () => {
    const stranger = { authorization: `Bearer ${CANARIES.client}` };
    // The database is away: whose key it is cannot be told.
    expect(await post('/v1/chat/completions', chatCall('good'), { headers: stranger })).toBe(503);
    expect(await ask('/pass-0/models', { headers: stranger })).toBe(503);
    const own = { ...chatCall('good'), api_key: CANARIES.clientOwn, api_base: 'http://x.example' };
    await post('/v1/chat/completions', own);
    const broken = `{"model": "good", "prompt": ${CANARIES.prompt}`;
    expect(await post('/v1/chat/completions', broken)).toBe(400);
    const misshapen = { model: 'good', messages: CANARIES.prompt };
    expect(await post('/v1/chat/completions', misshapen)).toBe(400);
  });

  test('of health, metrics and lists', async () => {
    const paths = ['/health', '/health?probe=true', '/health/services', '/health/readiness'];
    for (const path of [...paths, '/metrics', '/v1/models', '/v1/models/good', '/model/info']) {
      await ask(path);
    }
    const services = seen.find((text) => text.startsWith('/health/services'));
    expect(services).toContain('2/4 services healthy');
  });

  test('of a reload that fails, whatever line it shows', async () => {
    const secret = CANARIES.edited;
    const broken = [
      `master_key: ${secret}\nmodel_list: []\n`,
      `model_list:\n  - model_name: x\n    litellm_params: {api_key: ${secret}\n`,
      `model_list:\n  - model_name: x\n    litellm_params:\n      api_key: ${secret}\n`,
      `general_settings:\n  database_url: [${secret}]\nlitellm_settings:\n  api_keyy: ${secret}\n`,
      `model_list: "${secret}"\nrouter_settings:\n  redis_password: {a: ${secret}}\n`,
    ];
    for (const [index, text] of broken.entries()) {
      gateway.folder.replace('config.yaml', text);
      gateway.cli.signal('SIGHUP');
      await gateway.cli.until(new RegExp(`(?:reload refused[^]*){${index + 1}}`));
    }
    expect(await ask('/model/info')).toBe(200);
  });

  test('of the end', async () => {
    gateway.cli.signal('SIGTERM');
    expect((await gateway.cli.ended).code).toBe(143);
  });

  test.each(Object.entries(CANARIES))('and not the one called %s', async (_name, secret) => {
    const { stdout, stderr } = await gateway.cli.ended;
    const places = [stdout, stderr, ...seen];
    const leaks = formsOf(secret).flatMap((form) =>
      places.flatMap((text) => {
        const at = text.indexOf(form);
        return at === -1 ? [] : [text.slice(Math.max(0, at - 200), at + 100)];
      }),
    );
    expect(leaks).toEqual([]);
  });

  test('because they went where they belong', () => {
    const sent = upstream.log.map(({ rawHeaders }) => rawHeaders.join('\n')).join('\n');
    const { provider, plain, credential, extraHeader, passThrough } = CANARIES;
    for (const secret of [provider, plain, credential, extraHeader, passThrough]) {
      expect(sent).toContain(secret);
    }
    const pair = Buffer.from(`tester:${CANARIES.userInfo}`).toString('base64');
    expect(sent).toContain(`Basic ${pair}`);
    expect(sent).not.toContain(CANARIES.master);
    expect(sent).not.toContain(CANARIES.clientOwn);
  });
});
