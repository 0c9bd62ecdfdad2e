import type { Queryable } from './database.ts';

/** Which lock, and for how long. */
export interface MaintenanceLock {
  /** Where LiteLLM's tables are: each schema has a lock of its own. */
  readonly schema: string;
  /**
   * True (the default): until the end of the transaction under way. False: until the connection ends,
   * which behind a pooler that parts connections is not when the caller thinks it is.
   */
  readonly transactionOnly?: boolean;
}

/** Parts the lock from all others that the program takes. */
const NAMESPACE = 'llmgw-maintenance';

/**
 * Takes the lock that all commands which rewrite or empty LiteLLM's tables share; false when another
 * connection has it. Never waits. The lock goes with the connection, and so with the transaction.
 */
export async function tryLockMaintenance(db: Queryable, lock: MaintenanceLock): Promise<boolean> {
  const { schema, transactionOnly = true } = lock;
  const take = transactionOnly ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_lock';
  const { rows } = await db.query<{ readonly taken: boolean }>({
    name: 'try-lock-maintenance',
    text: `SELECT ${take}(hashtext($1), hashtext($2)) AS taken`,
    values: [NAMESPACE, schema],
  });
  return rows[0]?.taken === true;
}

/** Gives back what was taken for the connection. */
export async function unlockMaintenance(db: Queryable, schema: string): Promise<void> {
  await db.query({
    name: 'unlock-maintenance',
    text: 'SELECT pg_advisory_unlock(hashtext($1), hashtext($2))',
    values: [NAMESPACE, schema],
  });
}

/** Process ids of the connections that have the lock. */
export async function findMaintenance(db: Queryable, schema: string): Promise<number[]> {
  const { rows } = await db.query<{ readonly pid: number }>({
    name: 'find-maintenance',
    text: `
      SELECT pid FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND objsubid = 2
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid::int8 = hashtext($1)::int8 & 4294967295
         AND objid::int8 = hashtext($2)::int8 & 4294967295`,
    values: [NAMESPACE, schema],
  });
  return rows.map(({ pid }) => pid);
}
