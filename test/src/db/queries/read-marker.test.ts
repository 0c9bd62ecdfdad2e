import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { openDatabase } from '../../../../src/db/connect.ts';
import type { Database } from '../../../../src/db/database.ts';
import { readMarker } from '../../../../src/db/queries/read-marker.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openDatabase(new Secret(await server.createDatabase()), { maxConnections: 1 });
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function run(text: string): Promise<void> {
  await database.query({ name: 'test', text });
}

test('a database says what it is for, where it says anything that we may read', async () => {
  expect(await readMarker(database)).toBeNull();
  await run('CREATE SCHEMA llmgw');
  await run('CREATE TABLE llmgw.meta (key text PRIMARY KEY, value text NOT NULL)');
  expect(await readMarker(database)).toBeNull();
  await run(`INSERT INTO llmgw.meta VALUES ('environment', 'production')`);
  expect(await readMarker(database)).toBe('production');
  await run('CREATE ROLE stranger');
  await run('SET ROLE stranger');
  expect(await readMarker(database)).toBeNull();
});
