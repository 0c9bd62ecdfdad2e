import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkStoredSecrets } from '../../../commands/doctor/check-stored-secrets.ts';
import { openBox } from '../../../commands/open-box.ts';
import { Secret } from '../../../src/core/secret.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let place: Workplace;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
  place = enterWorkplace();
  url = await createLitellmDatabase(server);
});
afterAll(async () => {
  await place.leave();
  await server.stop();
});

function configured(saltKey: string | null, databaseUrl: string | null = url) {
  const config = gatewayConfig({ deployments: [] });
  return {
    ...config,
    general: {
      ...config.general,
      masterKey: null,
      databaseUrl: databaseUrl === null ? null : new Secret(databaseUrl),
    },
    database: { ...config.database, saltKey: saltKey === null ? null : new Secret(saltKey) },
  };
}

async function check(config: ReturnType<typeof configured>) {
  const found = { config, findings: [], files: [] };
  return checkStoredSecrets({ context: place.context, file: '', isBuiltIn: false, found, config });
}

test('counts what the key opens and what it does not', async () => {
  expect(await check(configured('one'))).toEqual({
    status: 'ok',
    detail: '0 values, all of them open',
  });
  const box = await openBox(configured('one'));
  const model = JSON.stringify({ model: box?.seal('openai/x', 'nacl') });
  const database = openTestDatabase(url);
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_ProxyModelTable"
      (model_id, model_name, litellm_params, created_by, updated_by) VALUES ('m1', 'gpt', $1, '', '')`,
    values: [model],
  });
  await database.close();
  expect(await check(configured('one'))).toEqual({
    status: 'ok',
    detail: '1 values, all of them open',
  });
  expect(await check(configured('another'))).toMatchObject({
    status: 'critical',
    detail: 'the key opens 0 values and not 1 others',
  });
});

test('without a database, a key or a server there is nothing to say', async () => {
  expect(await check(configured('one', null))).toBeNull();
  expect(await check(configured(null))).toMatchObject({ status: 'skipped' });
  expect(await check(configured('one', 'postgresql://a:b@127.0.0.1:1/x'))).toMatchObject({
    status: 'skipped',
    detail: 'the database cannot be read: see postgres',
  });
});
