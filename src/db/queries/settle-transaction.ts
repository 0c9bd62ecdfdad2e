import type { Queryable } from '../database.ts';

/** What became of a transaction; `unknown`: so long ago that the server has forgotten. */
export type TransactionFate = 'committed' | 'aborted' | 'in progress' | 'unknown';

const FATES = ['committed', 'aborted', 'in progress'] as const;

/** Asks what became of a transaction whose COMMIT was never answered; `xid` as `pg_current_xact_id()` gave it. */
export async function settleTransaction(db: Queryable, xid: string): Promise<TransactionFate> {
  const { rows } = await db.query<{ readonly fate: string | null }>({
    name: 'settle-transaction',
    text: 'SELECT pg_xact_status($1::text::xid8) AS fate',
    values: [xid],
  });
  return FATES.find((fate) => fate === rows[0]?.fate) ?? 'unknown';
}
