import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { keysCollector } from '../../../../src/infra/collectors/keys.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { playWorld } from '../../../support/infra-world.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
const NOW = Date.UTC(2026, 10, 23);

beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(database, 'VerificationToken', {
    ...{ token: 'a'.repeat(64), key_alias: 'ci', key_name: 'sk-...abcd', models: ['gpt'] },
    ...{ max_budget: 10, spend: 2.5, rpm_limit: 5 },
  });
  await insertRow(database, 'VerificationToken', { token: 'b'.repeat(64), blocked: true });
  await insertRow(database, 'VerificationToken', {
    token: 'c'.repeat(64),
    expires: new Date(NOW - 1),
  });
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

const collect = async (db: Database | null) => keysCollector(db).collect(playWorld({ now: NOW }));

test('keys as operators know them, never the hash', async () => {
  const found = await collect(database);
  expect(found.status).toBe('ok');
  expect(found.entities.map(({ key, name, body }) => [key, name, body['state']])).toEqual([
    ['a'.repeat(16), 'ci', 'active'],
    ['b'.repeat(16), 'b'.repeat(16), 'blocked'],
    ['c'.repeat(16), 'c'.repeat(16), 'expired'],
  ]);
  expect(found.entities[0]?.body).toEqual({
    ...{ alias: 'ci', team: null, user: null, models: ['gpt'], state: 'active', expires: null },
    ...{ max_budget: 10, tpm_limit: null, rpm_limit: 5 },
  });
  expect(found.samples[0]).toMatchObject({ name: 'spend', value: 2.5 });
  expect(JSON.stringify(found)).not.toContain('a'.repeat(17));
  expect(JSON.stringify(found)).not.toContain('sk-');
});

test('so many that nobody reads them: the first ones, and it is said', async () => {
  await run(
    database,
    `INSERT INTO "LiteLLM_VerificationToken" (token)
     SELECT encode(sha256(n::text::bytea), 'hex') FROM generate_series(1, 5000) n`,
  );
  const found = await collect(database);
  expect([found.status, found.entities.length]).toEqual(['partial', 5_000]);
  expect(found.warnings).toEqual(['there are more than 5000 keys: the others are left out']);
});

test('no database, and one without keys, are no failure', async () => {
  expect(await collect(null)).toMatchObject({ status: 'unavailable' });
  const empty = openTestDatabase(await server.createDatabase());
  expect(await collect(empty)).toMatchObject({ status: 'unavailable' });
  await empty.close();
});
