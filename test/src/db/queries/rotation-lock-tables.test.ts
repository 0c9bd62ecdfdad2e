import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database, Queryable } from '../../../../src/db/database.ts';
import { quoteTable } from '../../../../src/db/identifier.ts';
import {
  findWriters,
  lockAgainstWriters,
} from '../../../../src/db/queries/rotation-lock-tables.ts';
import { boundTransaction } from '../../../../src/db/queries/rotation-transaction.ts';
import { QueryFault } from '../../../../src/db/query-fault.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { createOddTable, ODD_COLUMN, ODD_TABLE, runSql } from '../../../support/rotation-column.ts';

let server: TestPostgres;
let db: Database;
let url: string;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  url = await server.createDatabase();
  db = openTestDatabase(url);
});
afterEach(async () => db.close());

const { schema, table } = ODD_COLUMN;

async function oidOf(): Promise<number> {
  const { rows } = await runSql(db, 'SELECT oid::int8 AS oid FROM pg_class WHERE relname = $1', [
    table,
  ]);
  return Number(rows[0]?.['oid']);
}

const TOUCH = { name: 'test-touch', text: `UPDATE ${ODD_TABLE} SET other = other` };
const HOLD_ROWS = { name: 'test-hold', text: `SELECT FROM ${ODD_TABLE} FOR UPDATE` };

/** A transaction that waits 100 ms for a lock, and no longer. */
async function inHurry(work: (tx: Queryable) => Promise<unknown>): Promise<void> {
  await db.transaction(async (tx) => {
    await boundTransaction(tx, { lockTimeoutMs: 100, statementTimeoutMs: 10_000 });
    await work(tx);
  });
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

  test('locks every table named, against another run too, and lets rows be held', async () => {
    await createOddTable(db, 1);
    await runSql(db, `CREATE TABLE ${quoteTable(schema, 'second')} (a int)`);
    await db.transaction(async (tx) => {
      await lockAgainstWriters(tx, schema, [table, 'second']);
      for (const name of [table, 'second']) {
        const refused = inHurry(async (other) => lockAgainstWriters(other, schema, [name]));
        await expect(refused).rejects.toMatchObject({ kind: 'lock' });
      }
      await inHurry(async (other) => other.query(HOLD_ROWS));
    });
  });

  test('gives up in time when somebody writes, and works once they have ended', async () => {
    await createOddTable(db, 1);
    const lock = async (): Promise<void> =>
      inHurry(async (tx) => lockAgainstWriters(tx, schema, [table]));
    await db.transaction(async (tx) => {
      await tx.query(TOUCH);
      await expect(lock()).rejects.toMatchObject({
        ...{ kind: 'lock', statement: 'rotation-lock-tables' },
      });
    });
    await lock();
  });

  test('a table that is not there is a fault of its own kind', async () => {
    await createOddTable(db, 1);
    const lost = db.transaction(async (tx) => lockAgainstWriters(tx, schema, ['gone']));
    await expect(lost).rejects.toBeInstanceOf(QueryFault);
    await expect(lost).rejects.toMatchObject({ kind: 'missing' });
  });
});

/** Resolves once the server has queued somebody for the table. */
async function untilSomebodyWaits(tx: Queryable, oid: number): Promise<void> {
  for (;;) {
    const { count } = await tx.query({
      name: 'test-waits',
      text: 'SELECT FROM pg_locks WHERE relation = $1::int8::oid AND NOT granted',
      values: [oid],
    });
    if (count > 0) return;
  }
}

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

  test('finds each once, and only of the tables asked', async () => {
    await createOddTable(db, 1);
    const oid = await oidOf();
    await runSql(db, 'CREATE TABLE idle (a int)');
    const { rows } = await runSql(db, `SELECT 'idle'::regclass::oid::int8 AS oid`);
    await db.transaction(async (tx) => {
      await tx.query(HOLD_ROWS);
      await tx.query(TOUCH);
      expect(await findWriters(db, [oid, Number(rows[0]?.['oid'])])).toHaveLength(1);
      expect(await findWriters(db, [Number(rows[0]?.['oid'])])).toEqual([]);
      expect(await findWriters(db, [])).toEqual([]);
    });
  });

  test('who still waits is no writer', async () => {
    await createOddTable(db, 1);
    const oid = await oidOf();
    await db.transaction(async (tx) => {
      await tx.query({ name: 'test-lock', text: `LOCK TABLE ${ODD_TABLE}` });
      await db.session(async (waiter) => {
        const waiting = waiter.query(TOUCH).catch((fault: unknown) => fault);
        await untilSomebodyWaits(tx, oid);
        expect(await findWriters(tx, [oid])).toEqual([]);
        waiter.sever();
        await waiting;
      });
    });
  });

  test('several come in the order of their numbers', async () => {
    await createOddTable(db, 1);
    const oid = await oidOf();
    const asking = openTestDatabase(url);
    try {
      await db.transaction(async (one) =>
        db.transaction(async (two) => {
          const shared = { ...HOLD_ROWS, text: `SELECT FROM ${ODD_TABLE} FOR SHARE` };
          await one.query(shared);
          await two.query(shared);
          const found = await findWriters(asking, [oid]);
          expect(found).toHaveLength(2);
          expect(found).toEqual(found.toSorted((a, b) => a - b));
        }),
      );
    } finally {
      await asking.close();
    }
  });

  test('a copy of the database has the same numbers; its writers are others', async () => {
    await createOddTable(db, 1);
    const oid = await oidOf();
    await db.close();
    const copy = openTestDatabase(await server.createDatabase(new URL(url).pathname.slice(1)));
    db = openTestDatabase(await server.createDatabase());
    try {
      await copy.transaction(async (tx) => {
        await tx.query(TOUCH);
        expect(await findWriters(copy, [oid])).toHaveLength(1);
        expect(await findWriters(db, [oid])).toEqual([]);
      });
    } finally {
      await copy.close();
    }
  });
});
