import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import {
  findWriters,
  lockAgainstWriters,
} from '../../../../src/db/queries/rotation-lock-tables.ts';
import { QueryFault } from '../../../../src/db/query-fault.ts';
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

async function oidOf(): Promise<number> {
  const { rows } = await runSql(db, 'SELECT oid::int8 AS oid FROM pg_class WHERE relname = $1', [
    table,
  ]);
  return Number(rows[0]?.['oid']);
}

describe('lockAgainstWriters', () => {
  test('keeps writers out and lets readers pass, until the transaction ends', async () => {
    await createOddTable(db, 1);
    const insert = {
      name: 'test-insert',
      text: 'INSERT INTO "odd ""schema"""."a ""table""; --" VALUES (gen_random_uuid(), 2)',
      values: [],
    };
    const read = {
      name: 'test-read',
      text: 'SELECT count(*)::int AS n FROM "odd ""schema"""."a ""table""; --"',
      values: [],
    };
    await db.transaction(async (tx) => {
      await lockAgainstWriters(tx, schema, [table]);
      const refused = db.transaction(async (other) => {
        await other.query({
          name: 'test-hurry',
          text: "SELECT set_config('lock_timeout', '50ms', true)",
          values: [],
        });
        await other.query(insert);
      });
      await expect(refused).rejects.toMatchObject({ kind: 'lock' });
      expect((await db.query<{ n: number }>(read)).rows[0]?.n).toBe(1);
    });
    await db.query(insert);
    expect((await db.query<{ n: number }>(read)).rows[0]?.n).toBe(2);
  });

  test('a table that is not there is a fault of its own kind', async () => {
    await createOddTable(db, 1);
    const lost = db.transaction(async (tx) => lockAgainstWriters(tx, schema, ['gone']));
    await expect(lost).rejects.toBeInstanceOf(QueryFault);
    await expect(lost).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('findWriters', () => {
  test('finds who holds rows, and neither readers nor oneself', async () => {
    await createOddTable(db, 1);
    const oid = await oidOf();
    await db.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>({
        name: 'test-pid',
        text: 'SELECT pg_backend_pid() AS pid',
        values: [],
      });
      await tx.query({
        name: 'test-read',
        text: 'SELECT FROM "odd ""schema"""."a ""table""; --"',
        values: [],
      });
      expect(await findWriters(db, [oid])).toEqual([]);
      await tx.query({
        name: 'test-update',
        text: 'UPDATE "odd ""schema"""."a ""table""; --" SET other = other',
        values: [],
      });
      expect(await findWriters(db, [oid])).toEqual([rows[0]?.pid]);
      expect(await findWriters(tx, [oid])).toEqual([]);
    });
  });
});
