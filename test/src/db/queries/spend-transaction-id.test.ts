import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { readTransactionId } from '../../../../src/db/queries/spend-transaction-id.ts';
import { parseSnapshot, sees } from '../../../../src/db/snapshot.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function snapshot() {
  const text = 'SELECT pg_current_snapshot()::text AS seen';
  const { rows } = await database.query<{ readonly seen: string }>({ name: 'test', text });
  return parseSnapshot(rows[0]?.seen ?? null);
}

test('a transaction is seen when it was committed, and not before', async () => {
  const xid = await database.transaction(async (tx) => {
    const own = await readTransactionId(tx);
    expect(sees(await snapshot(), own)).toBe(false);
    expect(await readTransactionId(tx)).toBe(own);
    return own;
  });
  expect(sees(await snapshot(), xid)).toBe(true);
});
