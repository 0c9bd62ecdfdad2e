import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database, Queryable } from '../../../../src/db/database.ts';
import {
  boundTransaction,
  notifyKeyring,
  readXid,
  type TransactionBounds,
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

/** What of the server's settings a transaction may bound, by name; older servers lack some. */
async function settingsOf(db: Queryable): Promise<Record<string, string>> {
  const { rows } = await db.query<{ readonly name: string; readonly value: string }>({
    name: 'test-settings',
    text: `SELECT name, current_setting(name) AS value FROM pg_settings
            WHERE name ~ '^(lock_timeout|statement_timeout|idle_in_.*|row_security|jit|client_connection_.*)$'`,
  });
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

describe('boundTransaction', () => {
  test('bounds hold within the transaction, and go with it', async () => {
    await db.session(async (session) => {
      const before = await settingsOf(session);
      await session.begin();
      await boundTransaction(session, BOUNDS);
      expect(await settingsOf(session)).toMatchObject({
        ...{ lock_timeout: '1234ms', statement_timeout: '5678ms', row_security: 'off', jit: 'off' },
        idle_in_transaction_session_timeout: '1min',
      });
      expect(['1s', undefined]).toContain(
        (await settingsOf(session))['client_connection_check_interval'],
      );
      await session.commit();
      expect(await settingsOf(session)).toEqual(before);
    });
  });

  test('a statement that waits for a lock, or runs too long, ends in time', async () => {
    await runSql(db, 'CREATE TABLE held (a int)');
    const bounded = async (bounds: TransactionBounds, text: string): Promise<unknown> =>
      db.transaction(async (tx) => {
        await boundTransaction(tx, bounds);
        return tx.query({ name: 'test-wait', text });
      });
    await db.transaction(async (holder) => {
      await holder.query({ name: 'test-hold', text: 'LOCK TABLE held' });
      const read = bounded({ lockTimeoutMs: 20, statementTimeoutMs: 9_000 }, 'SELECT FROM held');
      await expect(read).rejects.toMatchObject({ kind: 'lock', sqlstate: '55P03' });
    });
    const slow = bounded({ lockTimeoutMs: 9_000, statementTimeoutMs: 20 }, 'SELECT pg_sleep(9)');
    await expect(slow).rejects.toMatchObject({ kind: 'timeout', sqlstate: '57014' });
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
