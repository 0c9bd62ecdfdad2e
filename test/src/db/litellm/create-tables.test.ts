import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { createTables, statementsFor } from '../../../../src/db/litellm/create-tables.ts';
import { columnsOf } from '../../../../src/db/litellm/table.ts';
import { LITELLM_TABLES } from '../../../../src/db/litellm/tables.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

describe('the tables of LiteLLM', () => {
  test('are all there, with all their columns', async () => {
    const catalog = await readCatalog(database);
    expect(catalog.tables).toHaveLength(57);
    for (const table of LITELLM_TABLES) {
      const names = columnsOf(table).map(({ name }) => name);
      expect([...catalog.columns(table.name).keys()]).toEqual(names);
    }
  });

  test('have types, null marks and defaults as written', async () => {
    const columns = (await readCatalog(database)).columns('LiteLLM_SpendLogs');
    expect(columns.get('startTime')).toEqual({
      name: 'startTime',
      type: 'timestamp(3) without time zone',
      nullable: false,
      hasDefault: false,
    });
    expect(columns.get('request_tags')).toMatchObject({ type: 'jsonb', hasDefault: true });
    expect(columns.get('spend')).toMatchObject({ type: 'double precision', nullable: false });
  });

  test('take the row that LiteLLM writes with nothing but the columns it must fill', async () => {
    await database.query({
      name: 'insert',
      text: `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime")
             VALUES ('r', 'acompletion', now(), now())`,
    });
    const { rows } = await database.query({
      name: 'read',
      text: `SELECT api_key, request_tags, metadata, cache_hit FROM "LiteLLM_SpendLogs"`,
    });
    expect(rows).toEqual([{ api_key: '', request_tags: [], metadata: {}, cache_hit: '' }]);
  });

  test('have the foreign keys that make a wipe of one of them fail', async () => {
    const { rows } = await database.query<{ n: number }>({
      name: 'count-fks',
      text: `SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'`,
    });
    expect(rows).toEqual([{ n: 26 }]);
  });

  test('are refused as a whole when one of them exists', async () => {
    await expect(
      database.transaction(async (tx) => createTables(tx, LITELLM_TABLES)),
    ).rejects.toMatchObject({ name: 'QueryFault' });
  });

  test('can be made in another schema, some of them', () => {
    const some = LITELLM_TABLES.filter(({ name }) => name === 'LiteLLM_CronJob');
    expect(statementsFor(some, 'odd"name')).toEqual([
      `CREATE TYPE "odd""name"."JobStatus" AS ENUM ('ACTIVE', 'INACTIVE')`,
      expect.stringContaining(`"status" "odd""name"."JobStatus" NOT NULL DEFAULT 'INACTIVE'`),
    ]);
  });
});
