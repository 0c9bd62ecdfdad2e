import type { Queryable } from '../db/database.ts';
import { deleteRows, dropTables, truncateTables } from '../db/queries/wipe-empty-tables.ts';
import type { Manifest, WipeRequest } from './types.ts';

/** Empties or drops the targets, in a transaction that holds them locked. Nothing is cascaded. */
export async function emptyTargets(
  tx: Queryable,
  { scope, method }: WipeRequest,
  { schema, targets, views, childrenFirst }: Manifest,
): Promise<void> {
  const tables = targets.map(({ name }) => name);
  if (scope === 'all') {
    await dropTables(tx, schema, { tables, views });
    return;
  }
  if (method === 'truncate') {
    await truncateTables(tx, schema, tables);
    return;
  }
  for (const table of childrenFirst) await deleteRows(tx, schema, table);
}
