import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { isUnique, readSpendLayout } from '../../../../src/db/queries/spend-read-layout.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  for (const text of [
    'CREATE TABLE one (id text PRIMARY KEY, a text, b text, c text)',
    'CREATE UNIQUE INDEX ON one (b, a) INCLUDE (c)',
    'CREATE UNIQUE INDEX ON one (c) WHERE a IS NULL',
    'CREATE UNIQUE INDEX ON one (lower(c))',
    'CREATE TABLE none (id text)',
  ]) {
    await database.query({ name: 'test', text });
  }
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('columns are unique together in any order, but not some of them, or under conditions', async () => {
  const layout = await readSpendLayout(database);
  expect(layout.catalog.has('one', 'a')).toBe(true);
  expect(isUnique(layout, 'one', ['id'])).toBe(true);
  expect(isUnique(layout, 'one', ['a', 'b'])).toBe(true);
  for (const columns of [['a'], ['b'], ['c'], ['a', 'b', 'c'], []]) {
    expect(isUnique(layout, 'one', columns)).toBe(false);
  }
  expect(isUnique(layout, 'none', ['id'])).toBe(false);
});
