import type { Queryable } from '../database.ts';

/** The number of the transaction under way, as snapshots name it; `db/snapshot.ts` compares them. */
export async function readTransactionId(tx: Queryable): Promise<number> {
  const { rows } = await tx.query<{ readonly xid: string }>({
    name: 'read-transaction-id',
    text: 'SELECT pg_current_xact_id()::text AS xid',
  });
  return Number(rows[0]?.xid ?? 0);
}
