import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import type { BoxFormat } from '../../../src/stored-models/secret-box.ts';
import { detectFormat, sealModel } from '../../../src/stored-models/seal.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { TestSecretBox } from '../../support/secret-box.ts';

const box = new TestSecretBox();

describe('sealModel', () => {
  const params = { model: 'openai/x', rpm: 3, extra_headers: { a: 'b' }, tags: ['t'], off: null };

  test('encrypts the texts of the top level, and nothing else, for versions that read no more', () => {
    expect(sealModel(params, box, 'nacl')).toEqual({
      ...params,
      model: box.seal('openai/x', 'nacl'),
    });
  });

  test('encrypts nested texts too in the format of the versions that do so', () => {
    expect(sealModel(params, box, 'v3')).toEqual({
      model: box.seal('openai/x', 'v3'),
      rpm: 3,
      extra_headers: { a: box.seal('b', 'v3') },
      tags: [box.seal('t', 'v3')],
      off: null,
    });
  });
});

describe('detectFormat', () => {
  let server: TestPostgres;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres();
  }, 30_000);
  beforeEach(async () => {
    await database?.close();
    database = openTestDatabase(await createLitellmDatabase(server));
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  const detect = async (): Promise<BoxFormat> =>
    detectFormat(database, await readCatalog(database), box);

  async function store(id: string, text: string, updatedAt: string): Promise<void> {
    await database.query({
      name: 'test',
      text: `INSERT INTO "LiteLLM_ProxyModelTable"
        (model_id, model_name, litellm_params, created_by, updated_by, updated_at)
        VALUES ($1, 'm', $2, '', '', $3)`,
      values: [id, JSON.stringify({ model: text }), updatedAt],
    });
  }

  test('an empty database is written as every version reads it', async () => {
    expect(await detect()).toBe('nacl');
  });

  test('the value written last tells, values in the clear tell nothing', async () => {
    await store('a', box.seal('x', 'nacl'), '2026-01-01');
    await store('b', box.seal('x', 'v3'), '2026-01-02');
    await store('c', 'in the clear', '2026-01-03');
    expect(await detect()).toBe('v3');
  });

  test('without models, credentials tell', async () => {
    await database.query({
      name: 'test',
      text: `INSERT INTO "LiteLLM_CredentialsTable"
        (credential_id, credential_name, credential_values, created_by, updated_by)
        VALUES ('c', 'c', $1, '', '')`,
      values: [JSON.stringify({ api_key: box.seal('x', 'v2') })],
    });
    expect(await detect()).toBe('v2');
  });
});
