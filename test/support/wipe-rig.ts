import { afterAll, beforeAll } from '@jest/globals';
import { systemClock, type Clock } from '../../src/core/clock.ts';
import type { Database, Session, SessionOptions } from '../../src/db/database.ts';
import type { ExecuteInput } from '../../src/wipe/execute-types.ts';
import { readIdentity } from '../../src/wipe/identity.ts';
import { readManifest } from '../../src/wipe/manifest.ts';
import type { TokenSubject } from '../../src/wipe/token.ts';
import type { WipeRequest } from '../../src/wipe/types.ts';
import { createLitellmDatabase, openTestDatabase } from './litellm-database.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { aRequest } from './wipe-literals.ts';

/** A cluster for the tests of one file, and databases on it. */
export interface WipeRig {
  readonly server: () => TestPostgres;
  /** A new database with LiteLLM's tables; closed at the end. */
  newDatabase(): Promise<{ readonly url: string; readonly database: Database }>;
}

/** Call at the top of a test file. */
export function useWipeRig(): WipeRig {
  let server: TestPostgres | null = null;
  const opened: Database[] = [];
  const running = (): TestPostgres => {
    if (server === null) throw new Error('the cluster is not up');
    return server;
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await server?.stop();
  });
  return {
    server: running,
    async newDatabase() {
      const url = await createLitellmDatabase(running());
      const database = openTestDatabase(url);
      opened.push(database);
      return { url, database };
    },
  };
}

/** Limits that no test comes near. */
export const LIMITS = { lockTimeoutMs: 100, statementTimeoutMs: 20_000, countTimeoutMs: 10_000 };
export const NEVER = new AbortController().signal;

/** A clock whose waits are over at once. */
export const impatientClock: Clock = {
  ...systemClock,
  setTimer: (_ms, fire) => {
    const handle = setImmediate(fire);
    return { cancel: () => clearImmediate(handle) };
  },
};

/** What a plan would say. */
export async function plan(
  database: Database,
  fields: Partial<WipeRequest> = {},
): Promise<TokenSubject> {
  const request = aRequest(fields);
  return inTransaction(database, async (tx) => ({
    request,
    identity: await readIdentity(tx, database),
    manifest: await readManifest(tx, {
      ...LIMITS,
      schema: database.schema,
      request,
      clock: systemClock,
      signal: NEVER,
    }),
  }));
}

/** Runs `work` in a transaction of a session, and takes it back. */
export async function inTransaction<T>(
  database: Database,
  work: (tx: Session) => Promise<T>,
  options: SessionOptions = {},
): Promise<T> {
  return database.session(async (session) => {
    await session.begin();
    return work(session);
  }, options);
}

/** Everything the engine takes, with nothing that gets in its way. */
export function engineInput(
  database: Database,
  session: Session,
  planned: TokenSubject,
  fields: Partial<ExecuteInput> = {},
): ExecuteInput {
  return {
    ...{ database, session, planned, limits: LIMITS, idleTimeoutMs: 10_000 },
    ...{ clock: impatientClock, runId: 'test-run', log: () => {}, failpoint: () => {} },
    ...{ signal: NEVER, actor: null, backup: null, exactBackup: null, discardRows: null },
    ...fields,
  };
}
