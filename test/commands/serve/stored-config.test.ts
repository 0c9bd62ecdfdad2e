import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { StoredConfig, withVariables } from '../../../commands/serve/stored-config.ts';
import { Secret } from '../../../src/core/secret.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureLogger } from '../../support/captured-logger.ts';
import { gatewayConfig, type ConfigParts } from '../../support/config-literals.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const SALT = 'sk-salt-of-the-tests-0001';
const PLACE = { table: '', column: '', pk: '', pointer: '' };
const SHAPE = { format: 'nacl', marker: false, alphabet: 'url' } as const;

let server: TestPostgres;
let database: Database;
let place: Workplace;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterEach(async () => {
  await database.close();
  await place.leave();
});
afterAll(async () => server.stop());

async function seal(text: string, key = SALT): Promise<string> {
  return sealValue(Buffer.from(text), await SaltKey.from(new Secret(key)), SHAPE, PLACE);
}

/** A database with one model, sealed with that key. */
async function withModel(key = SALT): Promise<void> {
  database = openTestDatabase(await createLitellmDatabase(server));
  place = enterWorkplace();
  const params = {
    model: await seal('openai/gpt-4o', key),
    api_key: await seal('sk-stored-canary', key),
  };
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_ProxyModelTable"
             (model_id, model_name, litellm_params, created_by, updated_by)
           VALUES ('m1', 'stored', $1, '', '')`,
    values: [JSON.stringify(params)],
  });
}

async function load(parts: ConfigParts = {}, onStored: () => void = () => {}) {
  const log = await captureLogger();
  const stored = await StoredConfig.load({
    context: place.context,
    config: gatewayConfig({
      ...parts,
      database: { saltKey: new Secret(SALT), ...parts.database },
    }),
    database,
    catalog: await readCatalog(database),
    registry: new MetricsRegistry(),
    logger: log.logger,
    onStored,
  });
  return { stored, log };
}

describe('the models of a database', () => {
  test('are read with the salt key', async () => {
    await withModel();
    const { stored } = await load();
    expect(stored.isEmpty).toBe(false);
    const [deployment] = stored.current?.deployments ?? [];
    expect(deployment).toMatchObject({ id: 'm1', modelName: 'stored', model: 'gpt-4o' });
    expect(deployment?.apiKey?.reveal()).toBe('sk-stored-canary');
  });

  test('are read with a key of before', async () => {
    await withModel('sk-salt-of-before-0000001');
    const database = { previousSaltKeys: [new Secret('sk-salt-of-before-0000001')] };
    expect((await load({ database })).stored.current?.deployments).toHaveLength(1);
  });

  test('stop the start when the key opens none of them', async () => {
    await withModel('sk-quite-another-key-0001');
    await expect(load()).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: 'LITELLM_SALT_KEY opens none of the secrets in the database.',
    });
  });

  test('are told of when they have changed, and only then', async () => {
    await withModel();
    let told = 0;
    const { stored } = await load({}, () => void told++);
    await stored.refresh();
    expect(told).toBe(0);
    await database.query({ name: 'test', text: 'DELETE FROM "LiteLLM_ProxyModelTable"' });
    await stored.refresh();
    expect({ told, empty: stored.isEmpty }).toEqual({ told: 1, empty: true });
  });

  test('go on as they were when they are put on another key, until they go', async () => {
    await withModel();
    let told = 0;
    const { stored, log } = await load({}, () => void told++);
    const before = stored.current?.deployments;
    const params = { model: await seal('openai/gpt-4o', 'sk-quite-another-key-0001') };
    await database.query({
      name: 'test',
      text: 'UPDATE "LiteLLM_ProxyModelTable" SET litellm_params = $1',
      values: [JSON.stringify(params)],
    });
    await stored.refresh();
    expect(stored.current?.deployments).toEqual(before);
    expect(stored.current?.unreadable).toHaveLength(1);
    await log.lines();
    expect(log.text()).toContain('is served as it was before');
    await database.query({ name: 'test', text: 'DELETE FROM "LiteLLM_ProxyModelTable"' });
    await stored.refresh();
    expect({ told, empty: stored.isEmpty }).toEqual({ told: 2, empty: true });
  });

  test('are left alone where the configuration says so', async () => {
    await withModel();
    const { stored } = await load({ database: { storedModels: false } });
    await stored.refresh();
    expect(stored.current).toBeNull();
  });

  test('cannot be read without any key', async () => {
    await withModel();
    const parts = { general: { masterKey: null }, database: { saltKey: null } };
    const { stored } = await load(parts);
    expect({ box: stored.box, empty: stored.isEmpty }).toEqual({ box: null, empty: true });
  });
});

test('variables of the file stand over those of the process', async () => {
  await withModel();
  const environment = { A: new Secret('file') };
  expect(withVariables({ A: 'process', B: 'process' }, { environment })).toEqual({
    A: 'file',
    B: 'process',
  });
});
