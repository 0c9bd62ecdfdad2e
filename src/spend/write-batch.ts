import type { Database } from '../db/database.ts';
import { addEntitySpend, type EntityDelta } from '../db/queries/spend-add-entities.ts';
import { insertSpendLogs } from '../db/queries/spend-insert-logs.ts';
import type { SpendLayout } from '../db/queries/spend-read-layout.ts';
import { readTransactionId } from '../db/queries/spend-transaction-id.ts';
import { upsertDailySpend } from '../db/queries/spend-upsert-daily.ts';
import { dailyRows } from './daily-rows.ts';
import { entityDeltas } from './entity-deltas.ts';
import type { SpendEvent } from './spend-event.ts';
import { spendRow } from './spend-row.ts';

/** What came of a batch. */
export interface BatchResult {
  /** Rows that were not there before, and are billed now. */
  readonly written: number;
  /** Events that had been billed before. */
  readonly duplicates: number;
  /** What all events of the batch came to, the duplicates too. */
  readonly deltas: readonly EntityDelta[];
  /**
   * `pg_current_xact_id()` of the transaction: who sees it, sees all events of the batch, also those
   * that an earlier one had written.
   */
  readonly xid: number;
}

/** Where and when a batch is written. */
export interface BatchContext {
  readonly database: Database;
  readonly layout: SpendLayout;
  readonly nowMs: number;
}

/**
 * Writes events in one transaction: a row in the spend log for each, and only for those whose row is
 * new the counters and the daily lines. So the same batch can be written again when nobody knows
 * whether it was committed. Rejects as a `Queryable` does; nothing is written then.
 */
export async function writeBatch(
  { database, layout, nowMs }: BatchContext,
  events: readonly SpendEvent[],
): Promise<BatchResult> {
  const byId = new Map<string, SpendEvent>();
  const rows = events.map(spendRow).filter(({ request_id: id }, i) => {
    const event = events[i];
    if (event === undefined || byId.has(id)) return false;
    byId.set(id, event);
    return true;
  });
  const deltas = entityDeltas(events);
  const { fresh, xid } = await database.transaction(async (tx) => {
    const ids = await insertSpendLogs(tx, layout, rows);
    const billed = [...byId].filter(([id]) => ids.has(id)).map(([, event]) => event);
    if (billed.length > 0) {
      const isAll = billed.length === events.length;
      await addEntitySpend(tx, layout, isAll ? deltas : entityDeltas(billed));
      await upsertDailySpend(tx, layout, dailyRows(billed), nowMs);
    }
    return { fresh: billed.length, xid: await readTransactionId(tx) };
  });
  return { written: fresh, duplicates: events.length - fresh, deltas, xid };
}
