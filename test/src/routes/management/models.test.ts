import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadStoredModels } from '../../../../src/stored-models/load.ts';
import { openManagement, type ManagementBench } from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { TestSecretBox } from '../../../support/secret-box.ts';

const SECRET = 'sk-upstream-canary-77';

let server: TestPostgres;
let bench: ManagementBench;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server, {
    settings: { auditLogs: true },
    checkModel: (entry) => (JSON.stringify(entry).includes('nobody/') ? 'no such provider' : null),
  });
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

const stored = async (id: string) =>
  (await bench.sql('SELECT * FROM "LiteLLM_ProxyModelTable" WHERE model_id = $1', [id]))[0];
const load = async () => loadStoredModels(bench.database, bench.catalog, bench.box);

test('a model is stored encrypted, and answered masked', async () => {
  const made = await bench.ok('POST /model/new', {
    body: {
      model_name: 'gpt',
      litellm_params: { model: 'openai/gpt-4o', api_key: SECRET, api_base: 'http://a', rpm: 5 },
      model_info: { id: 'm1', mode: 'chat' },
    },
  });
  expect(made).toMatchObject({
    model_id: 'm1',
    model_name: 'gpt',
    litellm_params: { model: 'openai/gpt-4o', api_key: '****', api_base: '****', rpm: 5 },
    model_info: { id: 'm1', mode: 'chat', db_model: true },
    created_by: 'default_user_id',
  });
  expect((await stored('m1'))?.['litellm_params']).toEqual({
    model: bench.box.seal('openai/gpt-4o', 'nacl'),
    api_key: bench.box.seal(SECRET, 'nacl'),
    api_base: bench.box.seal('http://a', 'nacl'),
    rpm: 5,
  });
  expect((await load()).entries).toMatchObject([{ litellm_params: { api_key: SECRET } }]);
  expect(bench.modelChanges()).toBe(1);
});

test('a change leaves the ciphertext of the rest as it is', async () => {
  const before = await stored('m1');
  const changed = await bench.ok('POST /model/update', {
    body: {
      litellm_params: { rpm: 9, api_base: 'http://b' },
      model_info: { id: 'm1', tier: 'free' },
    },
  });
  expect(changed).toMatchObject({ model_name: 'gpt', model_info: { mode: 'chat', tier: 'free' } });
  expect((await stored('m1'))?.['litellm_params']).toEqual({
    ...(before?.['litellm_params'] as object),
    rpm: 9,
    api_base: bench.box.seal('http://b', 'nacl'),
  });
});

test("LiteLLM's UI names the model in the path", async () => {
  const body = { model_name: 'gpt-renamed', litellm_params: { tpm: 7 } };
  expect(await bench.ok('PATCH /model/m1/update', { body })).toMatchObject({
    model_id: 'm1',
    model_name: 'gpt-renamed',
    litellm_params: { rpm: 9, tpm: 7, api_key: '****' },
  });
});

test('a model that no key opens can be given another value for what is lost', async () => {
  const lost = new TestSecretBox('another').seal('x', 'nacl');
  const params = { model: bench.box.seal('openai/x', 'nacl'), api_key: lost };
  await bench.sql(
    `INSERT INTO "LiteLLM_ProxyModelTable" (model_id, model_name, litellm_params, created_by, updated_by)
     VALUES ('lost', 'lost', $1, '', '')`,
    [JSON.stringify(params)],
  );
  expect((await load()).entries).toHaveLength(1);
  const body = { litellm_params: { api_key: SECRET }, model_info: { id: 'lost' } };
  const answer = await bench.ok('POST /model/update', { body });
  expect(JSON.stringify(answer)).not.toContain(lost);
  expect((await load()).entries).toHaveLength(2);
});

test('the audit log is told of models, and of no secret', async () => {
  const rows = await bench.sql('SELECT * FROM "LiteLLM_AuditLog" ORDER BY action');
  expect(rows.map(({ action, object_id: id }) => [action, id].join(' '))).toEqual(
    expect.arrayContaining(['created m1', 'updated m1', 'updated lost']),
  );
  expect(JSON.stringify(rows)).not.toMatch(/canary|sealed:/);
});

test('deleting', async () => {
  expect(await bench.ok('POST /model/delete', { body: { id: 'lost' } })).toMatchObject({
    id: 'lost',
  });
  expect(await stored('lost')).toBeUndefined();
  expect((await bench.call('POST /model/delete', { body: { id: 'lost' } })).status).toBe(404);
});

test.each([
  [{ litellm_params: { model: 'openai/x' } }, 'model_name'],
  [{ model_name: 'x' }, 'litellm_params.model'],
  [{ model_name: 'x', litellm_params: { model: 5 } }, 'litellm_params.model'],
  [{ model_name: 'x', litellm_params: [] }, 'litellm_params'],
  [{ model_name: 'x', litellm_params: { model: 'nobody/x' } }, 'litellm_params'],
  [{ model_name: 'x', litellm_params: { model: 'openai/x' }, model_info: { id: 5 } }, 'id'],
])('%j is refused, and nothing is stored', async (body, param) => {
  const answer = await bench.call('POST /model/new', { body });
  expect([answer.status, answer.json.error.param]).toEqual([400, param]);
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_ProxyModelTable"')).toHaveLength(1);
});

test('an id that is taken, or that nobody has', async () => {
  const body = { model_name: 'x', litellm_params: { model: 'openai/x' }, model_info: { id: 'm1' } };
  expect((await bench.call('POST /model/new', { body })).status).toBe(409);
  const other = { ...body, model_info: { id: 'nobody' } };
  expect((await bench.call('POST /model/update', { body: other })).status).toBe(404);
  expect((await bench.call('POST /model/update', { body: { model_name: 'x' } })).status).toBe(400);
});
