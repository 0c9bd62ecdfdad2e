import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog, type Catalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { findMcpServers, listMcpServers } from '../../../../src/db/queries/find-mcp-servers.ts';
import { insertRow, run } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let db: Database;
let catalog: Catalog;

beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  db = openTestDatabase(await createLitellmDatabase(server));
  catalog = await readCatalog(db);
  await insertRow(db, 'MCPServerTable', { server_id: 'id-1', server_name: 'github', alias: 'gh' });
  await insertRow(db, 'MCPServerTable', { server_id: 'id-2', server_name: 'twin' });
  await insertRow(db, 'MCPServerTable', { server_id: 'id-3', server_name: 'twin' });
  await insertRow(db, 'MCPServerTable', { server_id: 'gh', server_name: 'an id like an alias' });
});
afterEach(async () => db.close());

async function ids(
  asked: string,
  by: 'auto' | 'id' | 'name' = 'auto',
): Promise<readonly unknown[]> {
  const rows = await findMcpServers(db, catalog, { asked, by });
  return rows.map((row) => row['server_id']);
}

describe('by its names', () => {
  test.each([
    ['id-1', 'auto', ['id-1']],
    ['github', 'auto', ['id-1']],
    ['gh', 'auto', ['gh', 'id-1']],
    ['gh', 'id', ['gh']],
    ['gh', 'name', ['id-1']],
    ['twin', 'auto', ['id-2', 'id-3']],
    ['GitHub', 'auto', []],
  ] as const)('%s by %s', async (asked, by, found) => {
    expect(await ids(asked, by)).toEqual(found);
  });

  test.each([
    `x' OR '1'='1`,
    `'; DROP TABLE "LiteLLM_MCPServerTable"; --`,
    `github" OR TRUE --`,
    '%',
    '_',
    'github\0',
    '\\',
    '$1',
    'gi\u0000thub',
    `’ OR ’1’=’1`,
    '../../etc/passwd',
    'x'.repeat(100_000),
  ])('whatever stands in a name is a name', async (asked) => {
    expect(await ids(asked)).toEqual([]);
    expect(await listMcpServers(db, catalog)).toHaveLength(4);
  });
});

test('all of them, and none where there is no such table', async () => {
  const rows = await listMcpServers(db, catalog);
  expect(rows.map((row) => row['server_id'])).toEqual(['gh', 'id-1', 'id-2', 'id-3']);
  await run(db, 'DROP TABLE "LiteLLM_MCPServerTable"');
  const later = await readCatalog(db);
  expect(await listMcpServers(db, later)).toEqual([]);
  expect(await findMcpServers(db, later, { asked: 'gh', by: 'auto' })).toEqual([]);
});

test('columns that a database does not have yet are not asked for', async () => {
  await run(
    db,
    'ALTER TABLE "LiteLLM_MCPServerTable" DROP COLUMN approval_status, DROP COLUMN alias',
  );
  catalog = await readCatalog(db);
  expect(await ids('github')).toEqual(['id-1']);
});
