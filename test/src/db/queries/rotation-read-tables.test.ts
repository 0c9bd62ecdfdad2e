import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import {
  countRowsUpTo,
  readRotationTables,
} from '../../../../src/db/queries/rotation-read-tables.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { createOddTable, ODD_COLUMN, runSql } from '../../../support/rotation-column.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  db = openTestDatabase(await server.createDatabase());
});
afterEach(async () => db.close());

const { schema, table } = ODD_COLUMN;

describe('readRotationTables', () => {
  test('gives keys in the order of the key, not of the columns', async () => {
    await createOddTable(db, 1);
    await runSql(db, 'CREATE TABLE two (b int, a int, c text, PRIMARY KEY (a, b))');
    await runSql(db, 'CREATE TABLE none (a int)');
    await runSql(db, 'CREATE VIEW shown AS SELECT 1');
    const tables = await readRotationTables(db, 'public');
    expect(tables.map(({ name, primaryKey }) => [name, primaryKey])).toEqual([
      ['two', ['a', 'b']],
      ['none', []],
    ]);
    expect((await readRotationTables(db, schema)).map(({ name }) => name)).toEqual([table]);
  });

  test('a key is the primary one, whatever else is unique', async () => {
    await runSql(db, 'CREATE TABLE zed (b text UNIQUE, a int PRIMARY KEY)');
    await runSql(db, 'CREATE TABLE abc (a int UNIQUE)');
    const { rows } = await runSql(db, `SELECT 'zed'::regclass::oid::int8 AS oid`);
    expect(await readRotationTables(db, 'public')).toMatchObject([
      { name: 'zed', primaryKey: ['a'], oid: rows[0]?.['oid'] },
      { name: 'abc', primaryKey: [] },
    ]);
  });

  test('sizes are of the statistics, with what is stored aside; never counted is 0', async () => {
    await runSql(db, 'CREATE TABLE large (a int PRIMARY KEY, b text)');
    await runSql(db, 'ALTER TABLE large ALTER b SET STORAGE EXTERNAL');
    expect(await readRotationTables(db, 'public')).toMatchObject([{ estimate: 0 }]);
    await runSql(
      db,
      "INSERT INTO large SELECT n, repeat('x', 100000) FROM generate_series(1, 7) n",
    );
    await runSql(db, 'ANALYZE large');
    const [large] = await readRotationTables(db, 'public');
    expect(large?.estimate).toBe(7);
    expect(large?.bytes).toBeGreaterThan(700_000);
  });

  test('a partitioned table is one, its partitions are not', async () => {
    await runSql(db, 'CREATE TABLE parted (a int PRIMARY KEY) PARTITION BY RANGE (a)');
    await runSql(db, 'CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (9)');
    expect((await readRotationTables(db, 'public')).map(({ name }) => name)).toEqual(['parted']);
  });

  test('what a key only includes is no part of it', async () => {
    await runSql(db, 'CREATE TABLE included (a int, b int, PRIMARY KEY (a) INCLUDE (b))');
    expect((await readRotationTables(db, 'public'))[0]?.primaryKey).toEqual(['a']);
  });
});

describe('countRowsUpTo', () => {
  test('counts each table up to the bound, in the order asked', async () => {
    await createOddTable(db, 7);
    await runSql(db, 'CREATE TABLE "odd ""schema""".empty (a int)');
    const tables = ['empty', table, 'empty'];
    expect(await countRowsUpTo(db, { schema, tables }, 100)).toEqual([0, 7, 0]);
    expect(await countRowsUpTo(db, { schema, tables }, 3)).toEqual([0, 3, 0]);
    expect(await countRowsUpTo(db, { schema, tables: [] }, 3)).toEqual([]);
  });
});
