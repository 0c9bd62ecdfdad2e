import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  for (const text of [
    'CREATE TABLE plain (a text NOT NULL, "B" int DEFAULT 1)',
    'CREATE TABLE parted (at timestamp(3)) PARTITION BY RANGE (at)',
    `CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`,
    'CREATE VIEW seen AS SELECT a FROM plain',
    'ALTER TABLE plain ADD COLUMN gone text',
    'ALTER TABLE plain DROP COLUMN gone',
    'CREATE SCHEMA other',
    'CREATE TABLE other.hidden (x text)',
  ]) {
    await database.query({ name: 'setup', text });
  }
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('tells the tables and columns of one schema, without views, partitions and dropped columns', async () => {
  const catalog = await readCatalog(database);
  expect(catalog.tables).toEqual(['parted', 'plain']);
  expect([...catalog.columns('plain').values()]).toEqual([
    { name: 'a', type: 'text', nullable: false, hasDefault: false },
    { name: 'B', type: 'integer', nullable: true, hasDefault: true },
  ]);
});

test('answers for what is not there', async () => {
  const catalog = await readCatalog(database, 'other');
  expect(catalog.has('hidden')).toBe(true);
  expect(catalog.has('hidden', 'x')).toBe(true);
  expect(catalog.has('hidden', 'y')).toBe(false);
  expect(catalog.has('plain')).toBe(false);
  expect(catalog.columns('plain').size).toBe(0);
});
