import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import {
  boundTransaction,
  notifyKeyring,
  readXid,
} from '../../../../src/db/queries/rotation-transaction.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { Client } from 'pg';
import { runSql } from '../../../support/rotation-column.ts';

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

const BOUNDS = { lockTimeoutMs: 1_234, statementTimeoutMs: 5_678 };

describe('boundTransaction', () => {
  test('bounds hold within the transaction, and go with it', async () => {
    const show =
      "SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement, current_setting('row_security') AS rls";
    await db.transaction(async (tx) => {
      await boundTransaction(tx, BOUNDS);
      const { rows } = await tx.query({ name: 'test-show', text: show, values: [] });
      expect(rows).toEqual([{ lock: '1234ms', statement: '5678ms', rls: 'off' }]);
    });
    const { rows } = await runSql(db, show);
    expect(rows[0]?.['rls']).toBe('on');
    expect(rows[0]?.['lock']).not.toBe('1234ms');
  });

  test('rows that a policy hides are an error, not absent', async () => {
    await runSql(db, 'CREATE ROLE policed LOGIN');
    await runSql(db, 'CREATE TABLE hidden (a int)');
    await runSql(db, 'ALTER TABLE hidden ENABLE ROW LEVEL SECURITY');
    await runSql(db, 'GRANT SELECT ON hidden TO policed');
    const { rows } = await runSql(db, 'SELECT current_database() AS name');
    const own = new URL(server.url);
    own.username = 'policed';
    own.pathname = `/${String(rows[0]?.['name'])}`;
    const limited = openTestDatabase(own.href);
    try {
      const reading = limited.transaction(async (tx) => {
        await boundTransaction(tx, BOUNDS);
        return tx.query({ name: 'test-read', text: 'SELECT a FROM hidden', values: [] });
      });
      await expect(reading).rejects.toMatchObject({ kind: 'denied' });
    } finally {
      await limited.close();
    }
  });
});

test('the number of a transaction is what pg_xact_status knows it by', async () => {
  const xid = await db.transaction(async (tx) => readXid(tx));
  const { rows } = await runSql(db, 'SELECT pg_xact_status($1::text::xid8) AS status', [xid]);
  expect(rows).toEqual([{ status: 'committed' }]);
});

test('gateways are told when it commits, not when it is taken back', async () => {
  const { rows } = await runSql(db, 'SELECT current_database() AS name');
  const own = new URL(server.url);
  own.pathname = `/${String(rows[0]?.['name'])}`;
  const ear = new Client({ connectionString: own.href });
  await ear.connect();
  try {
    const heard: unknown[] = [];
    ear.on('notification', ({ payload }) => heard.push(payload));
    await ear.query('LISTEN llmgw_keyring');
    const undone = db.transaction(async (tx) => {
      await notifyKeyring(tx, { run: 'undone', kid: 'k' });
      throw new Error('take it back');
    });
    await expect(undone).rejects.toThrow('take it back');
    await db.transaction(async (tx) => notifyKeyring(tx, { run: 'r1', kid: 'k1' }));
    await ear.query('SELECT 1');
    expect(heard).toEqual(['{"run":"r1","kid":"k1"}']);
  } finally {
    await ear.end();
  }
});
