import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { readKeyFacts } from '../../../../src/db/queries/infra-read-keys.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(db, 'VerificationToken', {
    token: 'b'.repeat(64),
    key_alias: 'two',
    tpm_limit: 7,
  });
  await insertRow(db, 'VerificationToken', { token: 'a'.repeat(64), user_id: 'u' });
}, 30_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

test('in the order of their hashes, so many and no more', async () => {
  const catalog = await readCatalog(db);
  expect(await readKeyFacts(db, catalog, 10)).toMatchObject([
    { hashPrefix: 'a'.repeat(16), userId: 'u', alias: null, spend: 0, blocked: false },
    { hashPrefix: 'b'.repeat(16), alias: 'two', tpmLimit: 7, expiresAtMs: null },
  ]);
  expect(await readKeyFacts(db, catalog, 1)).toHaveLength(1);
});

test('a database that lacks columns, and one that lacks the table', async () => {
  await run(db, 'ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN key_alias CASCADE');
  expect(await readKeyFacts(db, await readCatalog(db), 10)).toMatchObject([{}, { alias: null }]);
  const empty = openTestDatabase(await server.createDatabase());
  expect(await readKeyFacts(empty, await readCatalog(empty), 10)).toEqual([]);
  await empty.close();
});
