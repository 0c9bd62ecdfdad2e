import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../db/database.ts';
import { notifyCaches } from '../../db/queries/manage-notices.ts';
import { findRows, insertRow } from '../../db/queries/manage-rows.ts';
import {
  tableIfThere,
  tableOf,
  type AuditEntry,
  type Change,
  type Touched,
  type Work,
} from './work.ts';

/** As LiteLLM calls whoever comes with the master key. */
const MASTER_USER = 'default_user_id';

/**
 * Runs `edit` in one transaction, with its lines of the audit log and the word to other replicas.
 * Afterwards what was touched is forgotten here: also when the commit failed, because nobody knows
 * then whether it came through.
 */
export async function runChange<T>(work: Work, edit: (change: Change) => Promise<T>): Promise<T> {
  const touched: Touched[] = [];
  try {
    return await work.database.transaction(async (tx) => {
      const entries: AuditEntry[] = [];
      const change: Change = {
        work,
        tx,
        now: new Date(work.nowMs),
        actor: await actorOf(work, tx),
        touch: (kind, id) => void touched.push({ kind, id }),
        audit: (entry) => void entries.push(entry),
      };
      const result = await edit(change);
      await writeAudit(change, entries);
      await notifyCaches(tx, touched);
      return result;
    });
  } finally {
    await forget(work, touched);
  }
}

async function forget({ parts }: Work, touched: readonly Touched[]): Promise<void> {
  for (const { kind, id } of touched) {
    if (kind === 'skill') parts.gateway.skills?.forget(id);
    else if (kind !== 'model') parts.gateway.access?.forget({ kind, id });
  }
  if (touched.some(({ kind }) => kind === 'model')) await parts.modelsChanged();
}

async function actorOf(work: Work, tx: Queryable): Promise<string> {
  if (work.changedBy !== null) return work.changedBy;
  const { isMaster, keyHash } = work.caller;
  if (isMaster) return MASTER_USER;
  const where = [{ column: 'token', is: keyHash }];
  const [row] = await findRows(tx, tableOf(work, 'VerificationToken'), { where });
  return typeof row?.['user_id'] === 'string' ? row['user_id'] : MASTER_USER;
}

async function writeAudit(
  { work, tx, now, actor }: Change,
  entries: readonly AuditEntry[],
): Promise<void> {
  const place = tableIfThere(work, 'AuditLog');
  const { auditLogs } = work.parts.gateway.runtime.config.database;
  if (place === null || !auditLogs) return;
  for (const { action, table, id, before, after } of entries) {
    await insertRow(tx, place, {
      id: randomUUID(),
      updated_at: now,
      changed_by: actor,
      changed_by_api_key: work.caller.keyHash,
      action,
      table_name: `LiteLLM_${table}`,
      object_id: id,
      before_value: before ?? null,
      updated_values: after ?? null,
    });
  }
}
