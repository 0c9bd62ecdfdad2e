import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { createTables } from '../../src/db/litellm/create-tables.ts';
import { LITELLM_TABLES } from '../../src/db/litellm/tables.ts';
import type { TestPostgres } from './postgres.ts';

const TEMPLATES = new WeakMap<TestPostgres, Promise<string>>();

/** A new database with all of LiteLLM's tables, empty; its URL. Cheap: a copy of a template. */
export async function createLitellmDatabase(server: TestPostgres): Promise<string> {
  const known = TEMPLATES.get(server) ?? makeTemplate(server);
  TEMPLATES.set(server, known);
  return server.createDatabase(await known);
}

async function makeTemplate(server: TestPostgres): Promise<string> {
  const url = await server.createDatabase();
  const database = openTestDatabase(url);
  try {
    await database.transaction(async (tx) => createTables(tx, LITELLM_TABLES));
  } finally {
    await database.close();
  }
  return new URL(url).pathname.slice(1);
}

/** A pool of two connections on a database of a test. */
export function openTestDatabase(url: string): Database {
  return openDatabase(new Secret(url), { maxConnections: 2 });
}
