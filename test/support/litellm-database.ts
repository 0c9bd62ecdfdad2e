import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { fillWithTables } from './golden-cluster.ts';
import type { TestPostgres } from './postgres.ts';

const TEMPLATES = new WeakMap<TestPostgres, Promise<string>>();

/** A new database with all of LiteLLM's tables, empty; its URL. Cheap: a copy of a template. */
export async function createLitellmDatabase(server: TestPostgres): Promise<string> {
  const known = TEMPLATES.get(server) ?? makeTemplate(server);
  TEMPLATES.set(server, known);
  return server.createDatabase(await known);
}

async function makeTemplate(server: TestPostgres): Promise<string> {
  if (server.litellmTemplate !== null) return server.litellmTemplate;
  const url = await server.createDatabase();
  await fillWithTables(url);
  return new URL(url).pathname.slice(1);
}

/** A pool of two connections on a database of a test. */
export function openTestDatabase(url: string): Database {
  return openDatabase(new Secret(url), { maxConnections: 2 });
}
