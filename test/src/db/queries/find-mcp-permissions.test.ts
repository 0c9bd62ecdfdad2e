import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readCatalog, type Catalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { findMcpPermissions } from '../../../../src/db/queries/find-mcp-permissions.ts';
import { insertRow, run, TOKEN } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let db: Database;
let catalog: Catalog;

beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
afterEach(async () => db.close());

beforeEach(async () => {
  db = openTestDatabase(await createLitellmDatabase(server));
  catalog = await readCatalog(db);
  await insertRow(db, 'ObjectPermissionTable', {
    object_permission_id: 'of-key',
    mcp_servers: ['id-1', 'github'],
    mcp_access_groups: ['dev'],
    mcp_tool_permissions: JSON.stringify({ 'id-1': ['read'], odd: 'no list' }),
  });
  await insertRow(db, 'ObjectPermissionTable', {
    object_permission_id: 'of-team',
    mcp_servers: ['id-2'],
  });
  await insertRow(db, 'TeamTable', { team_id: 't1', object_permission_id: 'of-team' });
});

async function storeKey(row: Readonly<Record<string, unknown>>): Promise<void> {
  await insertRow(db, 'VerificationToken', { token: TOKEN, ...row });
}

test('of the key and of its team', async () => {
  await storeKey({ object_permission_id: 'of-key', team_id: 't1' });
  expect(await findMcpPermissions(db, catalog, TOKEN)).toEqual({
    key: {
      servers: ['id-1', 'github'],
      accessGroups: ['dev'],
      tools: { 'id-1': ['read'], odd: [] },
    },
    team: { servers: ['id-2'], accessGroups: [], tools: {} },
  });
});

test('one permission for both counts for both', async () => {
  await storeKey({ object_permission_id: 'of-team', team_id: 't1' });
  const found = await findMcpPermissions(db, catalog, TOKEN);
  expect(found.key).toEqual(found.team);
});

test.each([
  ['a key without any', { team_id: null }],
  ['a key whose team is gone', { team_id: 'nobody' }],
])('%s has none', async (_what, row) => {
  await storeKey(row);
  expect(await findMcpPermissions(db, catalog, TOKEN)).toEqual({ key: null, team: null });
});

test('older databases, and names that mean something to SQL', async () => {
  await storeKey({ object_permission_id: 'of-key', team_id: 't1' });
  const injected = await findMcpPermissions(db, catalog, `' OR '1'='1`);
  expect(injected).toEqual({ key: null, team: null });
  await run(db, 'ALTER TABLE "LiteLLM_TeamTable" DROP COLUMN object_permission_id');
  const older = await findMcpPermissions(db, await readCatalog(db), TOKEN);
  expect(older).toMatchObject({ key: { servers: ['id-1', 'github'] }, team: null });
  await run(db, 'DROP TABLE "LiteLLM_ObjectPermissionTable" CASCADE');
  const oldest = await findMcpPermissions(db, await readCatalog(db), TOKEN);
  expect(oldest).toEqual({ key: null, team: null });
});
