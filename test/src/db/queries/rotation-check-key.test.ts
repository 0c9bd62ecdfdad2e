import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { tellsRowsApart } from '../../../../src/db/queries/rotation-check-key.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { runSql } from '../../../support/rotation-column.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await server.createDatabase());
  await runSql(db, `CREATE TABLE "it's" ("a b" text, n int, c json)`);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

test.each([
  ['no row', [], true],
  ['rows that differ in one of two', ["('x', 1)", "('x', 2)", "('y', 1)"], true],
  ['two alike', ["('x', 1)", "('y', 1)", "('x', 1)"], false],
  ['one that is empty in part', ["('x', 1)", '(NULL, 2)'], false],
])('what tells rows apart: %s', async (_, rows, wanted) => {
  await runSql(db, `TRUNCATE "it's"`);
  for (const row of rows) await runSql(db, `INSERT INTO "it's" VALUES ${row}`);
  const table = { schema: 'public', name: "it's" };
  expect(await tellsRowsApart(db, table, ['a b', 'n'])).toBe(wanted);
});
