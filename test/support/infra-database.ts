import { afterAll, beforeAll } from '@jest/globals';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openTestDatabase } from './litellm-database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** A database with our own schema, for one test file. */
export interface InfraDatabase {
  readonly database: Database;
  readonly url: string;
}

/** Starts and ends it around the tests of the file. */
export function useInfraDatabase(): InfraDatabase {
  const state: { server?: TestPostgres; database?: Database; url: string } = { url: '' };
  beforeAll(async () => {
    state.server = await startPostgres();
    state.url = await state.server.createDatabase();
    state.database = openTestDatabase(state.url);
    await migrate(state.database);
  }, 30_000);
  afterAll(async () => {
    await state.database?.close();
    await state.server?.stop();
  });
  return {
    get database() {
      if (state.database === undefined) throw new RangeError('only within a test');
      return state.database;
    },
    get url() {
      return state.url;
    },
  };
}
