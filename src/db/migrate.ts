import { LlmgwError } from '../core/errors.ts';
import type { Database, Queryable } from './database.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';

/** What a migration came to. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

/** Of all programs that migrate this database, one at a time; the number is ours alone. */
const LOCK = 'llmgw.migrations';

/**
 * Brings our own schema, `llmgw`, up to date, in one transaction: all steps or none. Any number of
 * programs may do so at once. A schema that a newer program made is used as it is when it says that
 * it can be; rejects with `E_CONFIG` when not, with a `QueryFault` (`denied`) when the user may not
 * make the schema.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<Migrated> {
  const known = steps.length;
  const state = await readState(database);
  if (state.version === known) return { from: known, to: known };
  if (state.version > known) return acceptNewer(state, known, database.where);
  return database.transaction(async (tx) => {
    await lock(tx);
    // Another program may have been here while this one waited.
    const { version: from } = await readState(tx);
    if (from === 0) await prepareBook(tx);
    for (const step of steps.filter(({ version }) => version > from)) await apply(tx, step);
    return { from, to: Math.max(from, known) };
  });
}

interface State {
  /** 0: there is no such schema yet. */
  readonly version: number;
  readonly readableSince: number;
}

async function readState(db: Queryable): Promise<State> {
  // Not `to_regclass`: within a transaction it may answer from a cache, and miss what another
  // program has made while this one waited for the lock.
  const { rows: found } = await db.query<{ exists: boolean }>({
    name: 'find-migrations',
    text: `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = 'llmgw' AND c.relname = 'migrations') AS exists`,
  });
  if (found[0]?.exists !== true) return { version: 0, readableSince: 0 };
  const { rows } = await db.query<State>({
    name: 'read-migrations',
    text: `SELECT coalesce(max(version), 0) AS version,
                  coalesce(max(readable_since), 0) AS "readableSince" FROM llmgw.migrations`,
  });
  return rows[0] ?? { version: 0, readableSince: 0 };
}

function acceptNewer({ version, readableSince }: State, known: number, where: string): Migrated {
  if (readableSince <= known) return { from: version, to: version };
  throw new LlmgwError('E_CONFIG', `The schema llmgw was made by a newer program (${version}).`, {
    where,
    hint: 'run the newest llmgw everywhere; this one cannot work on that schema',
  });
}

async function lock(tx: Queryable): Promise<void> {
  await tx.query({
    name: 'lock-migrations',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [LOCK],
  });
}

async function prepareBook(tx: Queryable): Promise<void> {
  await tx.query({ name: 'create-schema', text: 'CREATE SCHEMA IF NOT EXISTS llmgw' });
  await tx.query({
    name: 'create-migrations',
    text: `CREATE TABLE IF NOT EXISTS llmgw.migrations (
             version int PRIMARY KEY,
             name text NOT NULL,
             readable_since int NOT NULL,
             applied_at timestamptz NOT NULL DEFAULT now()
           )`,
  });
}

async function apply(tx: Queryable, step: Migration): Promise<void> {
  for (const text of step.statements) await tx.query({ name: `migrate-${step.version}`, text });
  await tx.query({
    name: 'note-migration',
    text: 'INSERT INTO llmgw.migrations (version, name, readable_since) VALUES ($1, $2, $3)',
    values: [step.version, step.name, step.readableSince],
  });
}
