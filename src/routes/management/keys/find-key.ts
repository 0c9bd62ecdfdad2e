import { findRows, type Row } from '../../../db/queries/manage-rows.ts';
import type { Queryable } from '../../../db/database.ts';
import { notThere } from '../refusal.ts';
import { tableOf, type Work } from '../work.ts';
import { tokenOf } from './key-secret.ts';

/** The row of a key, by the key or its hash; throws a `Refusal` when there is none. */
export async function findKey(
  work: Work,
  db: Queryable,
  { key, lock = false, param = 'key' }: { key: string; lock?: boolean; param?: string },
): Promise<Row> {
  const where = [{ column: 'token', is: tokenOf(key) }];
  const [row] = await findRows(db, tableOf(work, 'VerificationToken'), { where, lock });
  if (row === undefined) throw notThere('key', param);
  return row;
}
