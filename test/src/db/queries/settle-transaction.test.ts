import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { openDatabase } from '../../../../src/db/connect.ts';
import type { Database, Queryable } from '../../../../src/db/database.ts';
import { settleTransaction } from '../../../../src/db/queries/settle-transaction.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openDatabase(new Secret(await server.createDatabase()), { maxConnections: 2 });
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function numberOf(tx: Queryable): Promise<string> {
  const text = 'SELECT pg_current_xact_id()::text AS xid';
  const { rows } = await tx.query<{ xid: string }>({ name: 'test', text });
  return rows[0]?.xid ?? '';
}

test('a transaction was committed, or aborted, or still runs', async () => {
  expect(await settleTransaction(database, await database.transaction(numberOf))).toBe('committed');
  await database.transaction(async (tx) => {
    expect(await settleTransaction(database, await numberOf(tx))).toBe('in progress');
  });
  let aborted = '';
  const failing = database.transaction(async (tx) => {
    aborted = await numberOf(tx);
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(await settleTransaction(database, aborted)).toBe('aborted');
});
