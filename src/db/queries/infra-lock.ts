import type { Queryable } from '../database.ts';

/** Parts the lock from all others that the program takes. */
const NAMESPACE = 'llmgw-ingest';

/**
 * Takes the lock of one host's snapshots for as long as the connection lives; false when another has
 * it. Never waits.
 */
export async function tryLockInfra(db: Queryable, host: string): Promise<boolean> {
  return takeLock(db, 'pg_try_advisory_lock', host);
}

/**
 * Takes the same lock for the transaction under way. Behind a pooler that parts connections the first
 * one may be held by nobody: this one is what keeps two runs from writing at once.
 */
export async function tryLockInfraWriting(db: Queryable, host: string): Promise<boolean> {
  return takeLock(db, 'pg_try_advisory_xact_lock', host);
}

async function takeLock(
  db: Queryable,
  take: 'pg_try_advisory_lock' | 'pg_try_advisory_xact_lock',
  host: string,
): Promise<boolean> {
  const { rows } = await db.query<{ readonly taken: boolean }>({
    name: 'try-lock-infra',
    text: `SELECT ${take}(hashtext($1), hashtext($2)) AS taken`,
    values: [NAMESPACE, host],
  });
  return rows[0]?.taken === true;
}
