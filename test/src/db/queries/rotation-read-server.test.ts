import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import {
  findLitellmSessions,
  readRotationServer,
} from '../../../../src/db/queries/rotation-read-server.ts';
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

let url = '';
beforeEach(async () => {
  const { rows } = await runSql(db, 'SELECT current_database() AS name');
  const own = new URL(server.url);
  own.pathname = `/${String(rows[0]?.['name'])}`;
  url = own.href;
});

test('the server says who it is', async () => {
  const facts = await readRotationServer(db);
  expect(facts).toMatchObject({
    ...{ standby: false, host: `${server.host}:${server.port}` },
    version: expect.stringMatching(/^\d+(\.\d+)*/),
    systemIdentifier: expect.stringMatching(/^\d{15,20}$/),
  });
  expect(facts.pid).toBeGreaterThan(0);
});

test('a role that may not read the identity is told the rest', async () => {
  await runSql(db, 'CREATE ROLE reader_of_rotation LOGIN');
  await runSql(db, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
  const limited = new URL(url);
  limited.username = 'reader_of_rotation';
  const reader = openTestDatabase(limited.href);
  try {
    expect(await readRotationServer(reader)).toMatchObject({
      systemIdentifier: null,
      standby: false,
    });
  } finally {
    await reader.close();
  }
});

describe('findLitellmSessions', () => {
  async function withClient(name: string, sql: string): Promise<readonly string[]> {
    const client = new Client({ connectionString: url, application_name: name });
    await client.connect();
    try {
      await client.query(sql);
      return (await findLitellmSessions(db, 'public')).map(({ application }) => application);
    } finally {
      await client.end();
    }
  }

  test('knows them by their name', async () => {
    expect(await withClient('litellm-proxy', 'SELECT 1')).toEqual(['litellm-proxy']);
  });

  test('and without a name by how Prisma writes statements', async () => {
    await runSql(db, 'CREATE TABLE "LiteLLM_X" (a int)');
    expect(await withClient('', 'SELECT a FROM "public"."LiteLLM_X"')).toEqual(['prisma']);
  });

  test('others are none of them', async () => {
    await runSql(db, 'CREATE TABLE "LiteLLM_X" (a int)');
    expect(await withClient('psql', 'SELECT a FROM "LiteLLM_X"')).toEqual([]);
    expect(await withClient('llmgw', 'SELECT a FROM "public"."LiteLLM_X"')).toEqual([]);
  });
});
