import type { Queryable } from './database.ts';

/** What is held, and for how long. */
export interface MaintenanceLock {
  /** Where the tables are that are worked on. */
  readonly schema: string;
  /** `transaction` (default): until it ends; `session`: until the connection is closed. */
  readonly until?: 'transaction' | 'session';
}

/** `LLMG` in ASCII: the class of our advisory locks. Locks are the database's own: its name is no part. */
const LOCK_CLASS = 0x4c_4c_4d_47;

/**
 * Takes the lock that keeps commands which rewrite or empty LiteLLM's tables apart; false when somebody
 * else has it. Behind a pooler only the transaction's lock is sure.
 */
export async function tryLockMaintenance(
  session: Queryable,
  { schema, until = 'transaction' }: MaintenanceLock,
): Promise<boolean> {
  const take = until === 'session' ? 'pg_try_advisory_lock' : 'pg_try_advisory_xact_lock';
  const { rows } = await session.query<{ readonly taken: boolean }>({
    name: 'lock-maintenance',
    text: `SELECT ${take}($1::int4, hashtext($2)) AS taken`,
    values: [LOCK_CLASS, `llmgw.maintenance.${schema}`],
  });
  return rows[0]?.taken === true;
}
