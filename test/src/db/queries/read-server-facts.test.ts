import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { readServerFacts } from '../../../../src/db/queries/read-server-facts.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let db: Database;
let url = '';
beforeAll(async () => {
  server = await startPostgres({ password: 'a-password-of-a-test' });
  url = await createLitellmDatabase(server);
  db = openTestDatabase(url);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

describe('readServerFacts', () => {
  test('says what the server is and what a superuser may do', async () => {
    const facts = await readServerFacts(db);
    expect(facts).toMatchObject({
      ...{ standby: false, superuser: true, mayCreateSchema: true, hasOwnSchema: false },
      ...{ deniedTables: 0, maxConnections: 50, version: expect.stringMatching(/^\d+/) },
    });
    expect(facts.litellmTables).toBeGreaterThan(50);
    expect(Math.abs(facts.wallMs - Date.now())).toBeLessThan(60_000);
  });

  test('counts the tables a user may not use', async () => {
    const own = new URL(url);
    own.username = 'tester';
    own.password = 'a-password-of-a-test';
    const limited = openTestDatabase(own.href);
    try {
      const facts = await readServerFacts(limited);
      expect(facts).toMatchObject({ superuser: false, mayCreateSchema: false });
      expect(facts.deniedTables).toBe(facts.litellmTables);
    } finally {
      await limited.close();
    }
  });

  test('of an empty schema it counts nothing', async () => {
    expect(await readServerFacts(db, 'nowhere')).toMatchObject({ litellmTables: 0 });
  });
});
