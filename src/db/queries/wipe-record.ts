import type { Queryable } from '../database.ts';
import { CACHE_CHANNEL } from './manage-notices.ts';

/** What is kept of a deed for those who ask later. */
export interface AuditEntry {
  readonly runId: string;
  readonly command: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Adds a row to `llmgw.audit`. */
export async function insertAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.query({
    name: 'wipe-insert-audit',
    text: `INSERT INTO llmgw.audit (run_id, command, actor, detail)
           VALUES ($1, $2, $3::jsonb, $4::jsonb)`,
    values: [entry.runId, entry.command, JSON.stringify(entry.actor), JSON.stringify(entry.detail)],
  });
}

/** Says in the database what it is for; null takes the word away. */
export async function writeMarker(db: Queryable, environment: string | null): Promise<void> {
  if (environment === null) {
    await db.query({
      name: 'wipe-clear-marker',
      text: `DELETE FROM llmgw.meta WHERE key = 'environment'`,
    });
    return;
  }
  await db.query({
    name: 'wipe-write-marker',
    text: `INSERT INTO llmgw.meta (key, value) VALUES ('environment', $1)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    values: [environment],
  });
}

/** Tells every gateway to forget what it has cached. */
export async function notifyEverything(tx: Queryable): Promise<void> {
  await tx.query({
    name: 'wipe-notify',
    text: `SELECT pg_notify($1, '{}')`,
    values: [CACHE_CHANNEL],
  });
}
