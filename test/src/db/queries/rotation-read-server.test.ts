import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { quoteName, quoteTable } from '../../../../src/db/identifier.ts';
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
    version: expect.stringMatching(/^\d+(\.\d+)*$/),
    database: new URL(url).pathname.slice(1),
    systemIdentifier: expect.stringMatching(/^\d{15,20}$/),
  });
  await db.session(async (session) => {
    expect((await readRotationServer(session)).pid).toBe(session.processId);
  });
});

test('over a unix socket the server has no address', async () => {
  if (server.socketDir === null) return;
  const query = `host=${server.socketDir}&port=${server.port}`;
  const socket = openTestDatabase(`postgresql://postgres@/postgres?${query}`);
  try {
    expect(await readRotationServer(socket)).toMatchObject({ host: 'local', database: 'postgres' });
  } finally {
    await socket.close();
  }
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
  async function withClient(
    name: string,
    sql: string,
    schema = 'public',
  ): Promise<readonly string[]> {
    const client = new Client({ connectionString: url, application_name: name });
    await client.connect();
    try {
      await client.query(sql);
      return (await findLitellmSessions(db, schema)).map(({ application }) => application);
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

  test('by any part of the name, in any case', async () => {
    expect(await withClient('My Prisma app', 'SELECT 1')).toEqual(['My Prisma app']);
  });

  test('neither oneself nor who is connected to another database', async () => {
    const elsewhere = new Client({ connectionString: server.url, application_name: 'litellm' });
    await elsewhere.connect();
    try {
      const found = await db.session(async (self) => findLitellmSessions(self, 'public'), {
        applicationName: 'litellm of mine',
      });
      expect(found).toEqual([]);
    } finally {
      await elsewhere.end();
    }
  });

  test('says what they do, in the order of their numbers', async () => {
    const clients = ['BEGIN', 'SELECT 1'].map((sql) => ({
      sql,
      client: new Client({ connectionString: url, application_name: 'litellm' }),
    }));
    try {
      for (const { client, sql } of clients) {
        await client.connect();
        await client.query(sql);
      }
      const found = await findLitellmSessions(db, 'public');
      expect(found.map(({ state }) => state).toSorted()).toEqual(['idle', 'idle in transaction']);
      const pids = found.map(({ pid }) => pid);
      expect(pids).toEqual(pids.toSorted((a, b) => a - b));
    } finally {
      for (const { client } of clients) await client.end();
    }
  });

  test.each(['SELECT a FROM %', 'INSERT INTO % VALUES (1)', 'UPDATE % SET a = 1'])(
    'in a schema of any name: %s',
    async (sql) => {
      const schema = String.raw`sché.m$ "a" \d`;
      const table = quoteTable(schema, 'LiteLLM_X');
      await runSql(db, `CREATE SCHEMA ${quoteName(schema)}`);
      await runSql(db, `CREATE TABLE ${table} (a int)`);
      const statement = sql.replace('%', () => table);
      expect(await withClient('', statement, schema)).toEqual(['prisma']);
      expect(await withClient('', statement, 'public')).toEqual([]);
    },
  );

  test('by the first columns of a statement too long for the server to keep', async () => {
    await runSql(db, 'CREATE TABLE "LiteLLM_X" (a int)');
    const columns = Array.from({ length: 100 }, () => '"public"."LiteLLM_X"."a"').join(', ');
    const statement = `SELECT ${columns} FROM "public"."LiteLLM_X"`;
    expect(await withClient('', statement)).toEqual(['prisma']);
  });

  test('others are none of them', async () => {
    await runSql(db, 'CREATE TABLE "LiteLLM_X" (a int)');
    expect(await withClient('psql', 'SELECT a FROM "LiteLLM_X"')).toEqual([]);
    expect(await withClient('llmgw', 'SELECT a FROM "public"."LiteLLM_X"')).toEqual([]);
  });
});
