import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.ts';
import { prepareTables } from '../../../src/db/prepare-tables.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
const open: Database[] = [];
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => {
  for (const database of open) await database.close();
  await server.stop();
});

function connect(url: string): Database {
  const database = openTestDatabase(url);
  open.push(database);
  return database;
}

test('on an empty database the tables that we use are made, once, also by eight at a time', async () => {
  const url = await server.createDatabase();
  const all = Array.from({ length: 8 }, () => connect(url));
  const prepared = await Promise.all(all.map(async (database) => prepareTables(database)));
  expect(prepared.filter(({ found }) => found === 'created')).toHaveLength(1);
  for (const { catalog } of prepared) {
    expect(catalog.has('LiteLLM_VerificationToken', 'token')).toBe(true);
    expect(catalog.has('LiteLLM_SpendLogs', 'startTime')).toBe(true);
    expect(catalog.has('LiteLLM_PromptTable')).toBe(false);
  }
});

test('what LiteLLM made is used as it is, whatever is missing', async () => {
  const database = connect(await createLitellmDatabase(server));
  await database.query({ name: 'older', text: 'DROP TABLE "LiteLLM_TagTable"' });
  const { found, catalog } = await prepareTables(database);
  expect(found).toBe('litellm');
  expect(catalog.has('LiteLLM_TagTable')).toBe(false);
});

test('a database that belongs to somebody else is left alone', async () => {
  const database = connect(await server.createDatabase());
  await database.query({ name: 'foreign', text: 'CREATE TABLE app_users (id text)' });
  const { found, catalog } = await prepareTables(database);
  expect(found).toBe('foreign');
  expect(catalog.tables).toEqual(['app_users']);
});
