import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import {
  checkStoredModel,
  loadStoredDeployments,
} from '../../../src/stored-models/load-deployments.ts';
import type { Opened } from '../../../src/stored-models/secret-box.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { TestSecretBox } from '../../support/secret-box.ts';

const box = new TestSecretBox();
const providers = { served: new Set(['openai']), known: new Set(['openai']), infer: () => null };

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('references are resolved after decryption, in the variables of the database first', async () => {
  const params = { model: box.seal('openai/x', 'nacl'), api_key: box.seal('os.environ/A', 'nacl') };
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_ProxyModelTable"
      (model_id, model_name, litellm_params, created_by, updated_by) VALUES ('m1', 'gpt', $1, '', '')`,
    values: [JSON.stringify(params)],
  });
  const load = async () => {
    const catalog = await readCatalog(database);
    const env = { A: 'sk-of-the-process' };
    return loadStoredDeployments({ db: database, catalog, box, env, providers, before: null });
  };
  expect((await load()).deployments[0]?.apiKey?.reveal()).toBe('sk-of-the-process');
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_Config" VALUES ('environment_variables', $1)`,
    values: [JSON.stringify({ A: box.seal('sk-of-the-database', 'nacl') })],
  });
  const loaded = await load();
  expect(loaded.deployments[0]?.apiKey?.reveal()).toBe('sk-of-the-database');
  expect(loaded.deployments[0]).toMatchObject({ id: 'm1', modelName: 'gpt' });
});

test('a model that cannot be served is named in what is told of it', async () => {
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_ProxyModelTable"
      (model_id, model_name, litellm_params, created_by, updated_by) VALUES ('m2', 'broken', $1, '', '')`,
    values: [JSON.stringify({ model: 'nobody/x' })],
  });
  const catalog = await readCatalog(database);
  const loaded = await loadStoredDeployments({
    db: database,
    catalog,
    box,
    env: {},
    providers,
    before: null,
  });
  expect(loaded.findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^model "broken": /)]),
  );
  expect(loaded.deployments.map(({ id }) => id)).toEqual(['m1']);
});

test('says why a model could not be served', () => {
  const check = (litellm_params: object) =>
    checkStoredModel({ model_name: 'gpt', litellm_params }, { env: {}, providers });
  expect(check({ model: 'openai/x' })).toBeNull();
  expect(check({ model: 'nobody/x' })).toContain('provider');
  expect(check({ model: 'openai/x', api_key: 'os.environ/UNSET' })).toContain('UNSET');
});

test('what no key opens any more stays as it was, and is told', async () => {
  const catalog = await readCatalog(database);
  const parts = { db: database, catalog, env: {}, providers };
  const before = await loadStoredDeployments({ ...parts, box, before: null });
  // Another key: as after a rotation that this gateway was not told of.
  const locked = { open: openNothing, seal: box.seal.bind(box) };
  const after = await loadStoredDeployments({ ...parts, box: locked, before });
  expect(after.deployments).toEqual(before.deployments.filter(({ id }) => id === 'm1'));
  expect(after.environment).toEqual({ A: 'sk-of-the-database' });
  expect(after.hash).not.toBe(before.hash);
  expect(after.findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^model "gpt" \(m1\) is served as it was before: no key opens /),
    ]),
  );
  const still = await loadStoredDeployments({ ...parts, box: locked, before: after });
  expect(still).toEqual(after);
  const anew = await loadStoredDeployments({ ...parts, box: locked, before: null });
  expect(anew.deployments).toEqual([]);
  expect(anew.environment).toEqual({});
});

function openNothing(): Opened {
  return { kind: 'unreadable' };
}
