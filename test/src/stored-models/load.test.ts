import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { loadStoredModels, type StoredModels } from '../../../src/stored-models/load.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { TestSecretBox } from '../../support/secret-box.ts';

const MODELS = '"LiteLLM_ProxyModelTable"';
const box = new TestSecretBox();
const strange = new TestSecretBox('another key');
const sealed = (text: string): string => box.seal(text, 'nacl');

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  await database?.close();
  database = openTestDatabase(await createLitellmDatabase(server));
});
afterAll(async () => database.close());

async function sql(text: string, ...values: readonly unknown[]): Promise<void> {
  await database.query({ name: 'test', text, values });
}

async function storeModel(id: string, params: object | string, info: object = {}): Promise<void> {
  await sql(
    `INSERT INTO ${MODELS} (model_id, model_name, litellm_params, model_info, created_by, updated_by)
     VALUES ($1, $2, $3, $4, '', '')`,
    id,
    `name-${id}`,
    JSON.stringify(params),
    JSON.stringify(info),
  );
}

async function storeCredential(name: string, values: object): Promise<void> {
  await sql(
    `INSERT INTO "LiteLLM_CredentialsTable"
       (credential_id, credential_name, credential_values, created_by, updated_by)
     VALUES ($1, $2, $3, '', '')`,
    `id of ${name}`,
    name,
    JSON.stringify(values),
  );
}

async function load(): Promise<StoredModels> {
  return loadStoredModels(database, await readCatalog(database), box);
}

describe('loadStoredModels', () => {
  test('gives entries as a file would have them, decrypted at every level', async () => {
    await storeModel(
      'm1',
      {
        model: sealed('openai/gpt-4o'),
        api_key: sealed('sk-upstream'),
        rpm: 5,
        extra_headers: { 'x-team': sealed('nested'), plain: 'as written' },
        tags: [sealed('a')],
      },
      { mode: 'chat', id: 'ignored' },
    );
    const { entries, unreadable, unreadableModels } = await load();
    expect(entries).toEqual([
      {
        model_name: 'name-m1',
        litellm_params: {
          model: 'openai/gpt-4o',
          api_key: 'sk-upstream',
          rpm: 5,
          extra_headers: { 'x-team': 'nested', plain: 'as written' },
          tags: ['a'],
        },
        model_info: { mode: 'chat', id: 'm1', db_model: true },
      },
    ]);
    expect([unreadable, unreadableModels]).toEqual([[], []]);
  });

  test('a column that holds JSON as a text is read the same', async () => {
    await storeModel('m1', JSON.stringify({ model: sealed('openai/x') }));
    expect((await load()).entries[0]).toMatchObject({ litellm_params: { model: 'openai/x' } });
  });

  test('a model with a value that no key opens is left out and told of, the others are not', async () => {
    const lost = strange.seal('sk-lost', 'nacl');
    await storeModel('bad', { model: sealed('openai/x'), api_key: lost });
    await storeModel('good', { model: sealed('openai/y') });
    const loaded = await load();
    expect(loaded.entries.map(({ model_name: name }) => name)).toEqual(['name-good']);
    expect(loaded.unreadableModels).toMatchObject([{ id: 'bad', name: 'name-bad' }]);
    expect(loaded.unreadable).toEqual([
      { table: 'LiteLLM_ProxyModelTable', column: 'litellm_params', row: 'bad', path: '/api_key' },
    ]);
    expect(JSON.stringify(loaded)).not.toContain(lost);
  });

  test('credentials are filled in; what the model says itself wins', async () => {
    await storeCredential('shared', { api_key: sealed('sk-shared'), api_base: sealed('http://a') });
    await storeModel('m1', {
      model: sealed('openai/x'),
      api_base: sealed('http://own'),
      litellm_credential_name: sealed('shared'),
    });
    expect((await load()).entries[0]).toMatchObject({
      litellm_params: { model: 'openai/x', api_key: 'sk-shared', api_base: 'http://own' },
    });
  });

  test('a credential that no key opens takes its models out', async () => {
    await storeCredential('lost', { api_key: strange.seal('x', 'nacl') });
    await storeModel('m1', { model: 'openai/x', litellm_credential_name: 'lost' });
    const { entries, unreadableModels } = await load();
    expect(entries).toEqual([]);
    expect(unreadableModels[0]?.places).toMatchObject([
      { table: 'LiteLLM_CredentialsTable', column: 'credential_values', path: '/api_key' },
    ]);
  });

  test('a model of a lost credential that goes is a change, though nothing of it was read', async () => {
    await storeCredential('lost', { api_key: strange.seal('x', 'nacl') });
    await storeModel('m1', { model: 'openai/x', litellm_credential_name: 'lost' });
    const { hash } = await load();
    await sql(`DELETE FROM ${MODELS}`);
    expect((await load()).hash).not.toBe(hash);
  });

  test('blocked models are left out, whichever way a version says it', async () => {
    await sql(`ALTER TABLE ${MODELS} ADD COLUMN blocked bool NOT NULL DEFAULT false`);
    await storeModel('a', { model: 'openai/x' }, { blocked: true });
    await storeModel('b', { model: 'openai/x' });
    await sql(`UPDATE ${MODELS} SET blocked = true WHERE model_id = 'b'`);
    await storeModel('c', { model: 'openai/x' });
    expect((await load()).entries).toHaveLength(1);
  });

  test('environment variables are opened, and those that cannot be are not set', async () => {
    await sql(
      `INSERT INTO "LiteLLM_Config" VALUES ('environment_variables', $1)`,
      JSON.stringify({ A: sealed('one'), B: strange.seal('x', 'v2'), C: 7, D: null }),
    );
    const { environment, unreadable } = await load();
    expect(environment).toEqual({ A: 'one', C: '7' });
    expect(unreadable).toMatchObject([{ column: 'param_value', path: '/B' }]);
  });

  test('the hash changes with the content, not with the ciphertext', async () => {
    await storeModel('m1', { model: box.seal('openai/x', 'nacl') });
    const { hash } = await load();
    await sql(`UPDATE ${MODELS} SET litellm_params = $1`, { model: box.seal('openai/x', 'v3') });
    expect((await load()).hash).toBe(hash);
    await sql(`UPDATE ${MODELS} SET litellm_params = $1`, { model: box.seal('openai/y', 'v3') });
    expect((await load()).hash).not.toBe(hash);
  });

  test('a database without these tables holds nothing', async () => {
    await sql(`DROP TABLE ${MODELS}, "LiteLLM_CredentialsTable", "LiteLLM_Config"`);
    expect(await load()).toMatchObject({ entries: [], environment: {}, unreadableModels: [] });
  });
});
