import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import type { Database } from '../../src/db/database.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { openaiAt, serve, type Served } from './served.ts';

// Keys that stand in LiteLLM's own table, in its own form, used by the official client.

let server: TestPostgres;
let database: Database;
let upstream: FakeUpstream;
let gateway: Served;
let url: string;

const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.002 };

beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  database = openTestDatabase(url);
  upstream = await startFakeUpstream({});
  gateway = await serve(
    {
      model_list: [
        {
          model_name: 'gpt',
          litellm_params: openaiAt(upstream.origin, 'fake-model'),
          model_info: { id: 'the-deployment', ...PRICES },
        },
        { model_name: 'other', litellm_params: openaiAt(upstream.origin, 'fake-model') },
      ],
      general_settings: { proxy_batch_write_at: 1 },
    },
    { env: { DATABASE_URL: url } },
  );
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  await database.close();
  await server.stop();
});

async function run(text: string, values: readonly unknown[] = []) {
  return (await database.query({ name: 'test', text, values })).rows;
}

/** A key as LiteLLM stores it: the hash, and its columns. */
async function storeKey(key: string, columns: Record<string, unknown> = {}): Promise<string> {
  const token = createHash('sha256').update(key).digest('hex');
  const row: Record<string, unknown> = { token, key_name: `sk-...${key.slice(-4)}`, ...columns };
  const names = Object.keys(row);
  await run(
    `INSERT INTO "LiteLLM_VerificationToken" (${names.map((name) => `"${name}"`).join(', ')})
     VALUES (${names.map((_name, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return token;
}

function clientOf(apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey, maxRetries: 0 });
}

async function chat(apiKey: string, model = 'gpt') {
  return clientOf(apiKey).chat.completions.create({
    model,
    user: 'customer-1',
    messages: [{ role: 'user', content: 'Hello' }],
  });
}

async function errorOf(answer: Promise<unknown>) {
  const thrown: unknown = await answer.catch((error: unknown) => error);
  if (!(thrown instanceof OpenAI.APIError)) throw new Error(`no API error: ${String(thrown)}`);
  return { status: thrown.status, type: thrown.type, code: thrown.code };
}

/** Asks until the rows are there: they are written behind the answers. */
async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('it never came');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a key of the table', () => {
  test('is served, and billed into the tables of LiteLLM', async () => {
    const token = await storeKey('sk-billed-000000000000', {
      key_alias: 'billed',
      team_id: 'team-1',
      user_id: 'user-1',
    });
    await run(`INSERT INTO "LiteLLM_TeamTable" (team_id) VALUES ('team-1')`);
    await run(`INSERT INTO "LiteLLM_UserTable" (user_id) VALUES ('user-1')`);
    const answer = await chat('sk-billed-000000000000');
    const usage = answer.usage;
    if (usage === undefined) throw new Error('no usage');
    const cost = usage.prompt_tokens * 0.001 + usage.completion_tokens * 0.002;
    const row = await until(async () => {
      const rows = await run('SELECT * FROM "LiteLLM_SpendLogs" WHERE api_key = $1', [token]);
      return rows[0];
    });
    expect(row).toMatchObject({
      call_type: 'acompletion',
      model_group: 'gpt',
      model_id: 'the-deployment',
      custom_llm_provider: 'openai',
      team_id: 'team-1',
      user: 'user-1',
      end_user: 'customer-1',
      status: 'success',
      prompt_tokens: usage.prompt_tokens,
      completion_tokens: usage.completion_tokens,
    });
    expect(row['spend']).toBeCloseTo(cost, 10);
    for (const [table, key, id] of [
      ['LiteLLM_VerificationToken', 'token', token],
      ['LiteLLM_TeamTable', 'team_id', 'team-1'],
      ['LiteLLM_UserTable', 'user_id', 'user-1'],
      ['LiteLLM_EndUserTable', 'user_id', 'customer-1'],
      ['LiteLLM_DailyUserSpend', 'user_id', 'user-1'],
    ]) {
      const [charged] = await run(`SELECT spend FROM "${table}" WHERE "${key}" = $1`, [id]);
      expect({ table, spend: charged?.['spend'] }).toEqual({
        table,
        spend: expect.closeTo(cost, 10),
      });
    }
  });

  test('may call only its models', async () => {
    await storeKey('sk-models-000000000000', { models: ['other'] });
    expect((await chat('sk-models-000000000000', 'other')).choices).toHaveLength(1);
    expect(await errorOf(chat('sk-models-000000000000'))).toMatchObject({
      status: 401,
      type: 'key_model_access_denied',
    });
    const listed = await clientOf('sk-models-000000000000').models.list();
    expect(listed.data.map(({ id }) => id)).toEqual(['other']);
  });

  test('is limited to its rate', async () => {
    await storeKey('sk-rate-0000000000000', { rpm_limit: 2 });
    await chat('sk-rate-0000000000000');
    await chat('sk-rate-0000000000000');
    expect(await errorOf(chat('sk-rate-0000000000000'))).toMatchObject({ status: 429 });
  });

  test('is refused once its budget is used up, at once and not when the rows are written', async () => {
    await storeKey('sk-budget-000000000000', { max_budget: 0.0001 });
    await chat('sk-budget-000000000000');
    expect(await errorOf(chat('sk-budget-000000000000'))).toMatchObject({
      status: 400,
      type: 'budget_exceeded',
    });
  });

  test.each([
    ['blocked', { blocked: true }, { status: 401 }],
    ['expired', { expires: new Date('2020-01-01') }, { status: 400, type: 'expired_key' }],
  ])('that is %s is refused', async (name, columns, refusal) => {
    const key = `sk-${name}-00000000000000`;
    await storeKey(key, columns);
    expect(await errorOf(chat(key))).toMatchObject(refusal);
  });

  test('that nobody made is refused, and its hash is no key', async () => {
    expect(await errorOf(chat('sk-nobody-00000000000'))).toMatchObject({ status: 401 });
    const token = await storeKey('sk-stolen-00000000000');
    expect(await errorOf(chat(token))).toMatchObject({ status: 401 });
  });
});

describe('a key made through the gateway', () => {
  async function post(path: string, body: unknown) {
    const response = await gateway.post(path, body);
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  test('works at once, and stops at once when it is deleted', async () => {
    const { status, json } = await post('/key/generate', { models: ['gpt'], key_alias: 'made' });
    expect({ status, key: String(json['key']).slice(0, 3) }).toEqual({ status: 200, key: 'sk-' });
    const key = String(json['key']);
    expect((await chat(key)).choices).toHaveLength(1);
    expect((await post('/key/delete', { keys: [key] })).status).toBe(200);
    expect(await errorOf(chat(key))).toMatchObject({ status: 401 });
  });

  test('cannot make keys itself', async () => {
    const { json } = await post('/key/generate', {});
    const headers = { authorization: `Bearer ${String(json['key'])}` };
    const refused = await gateway.post('/key/generate', {}, { headers });
    expect([401, 403]).toContain(refused.status);
  });

  test('a change by somebody else in the database is heard of at once', async () => {
    const { json } = await post('/key/generate', {});
    const key = String(json['key']);
    await chat(key);
    const token = createHash('sha256').update(key).digest('hex');
    await run('UPDATE "LiteLLM_VerificationToken" SET blocked = true WHERE token = $1', [token]);
    await run(`SELECT pg_notify('llmgw_cache', $1)`, [JSON.stringify({ kind: 'key', id: token })]);
    const refused = await until(async () => {
      const result = await chat(key).catch((error: unknown) => error);
      return result instanceof OpenAI.APIError ? result.status : undefined;
    });
    expect(refused).toBe(401);
  });
});

test('a model made through the gateway is served, and its key lies encrypted in the database', async () => {
  const response = await gateway.post('/model/new', {
    model_name: 'from-database',
    litellm_params: {
      model: 'openai/fake-model',
      api_base: `${upstream.origin}/v1`,
      api_key: 'sk-canary-upstream-key-0001',
    },
  });
  expect(response.status).toBe(200);
  const answer = await until(async () => {
    const called = await gateway.post('/v1/chat/completions', {
      model: 'from-database',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    return called.status === 200 ? called.status : undefined;
  });
  expect(answer).toBe(200);
  const [row] = await run(`SELECT litellm_params::text AS params FROM "LiteLLM_ProxyModelTable"`);
  expect(String(row?.['params'])).not.toContain('canary');
});

test('a model that was in the database before the gateway began is served from the beginning', async () => {
  const second = await serve({ model_list: [] }, { env: { DATABASE_URL: url } });
  const listed = await second.get('/v1/models');
  const { data } = (await listed.json()) as { data: { id: string }[] };
  await second.stop();
  expect(data.map(({ id }) => id)).toEqual(['from-database']);
});

test('nothing that the gateway said holds a key', () => {
  expect(gateway.cli.output()).not.toMatch(/sk-(billed|models|rate|budget|stolen|canary)/);
});
