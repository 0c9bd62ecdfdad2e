import { findRows, type Row } from '../../../db/queries/manage-rows.ts';
import type { Queryable } from '../../../db/database.ts';
import { textOf, without } from '../view.ts';
import { tableIfThere, type Work } from '../work.ts';

/** A key as answers show it: its hash under `token`, and what it is joined with. */
export async function viewKey(work: Work, db: Queryable, row: Row): Promise<Row> {
  return {
    ...row,
    litellm_budget_table: await joined(work, db, {
      table: 'BudgetTable',
      column: 'budget_id',
      row,
    }),
    object_permission: await joined(work, db, {
      table: 'ObjectPermissionTable',
      column: 'object_permission_id',
      row,
    }),
  };
}

/** The same without its hash, as `/key/info` gives it. */
export async function describeKey(work: Work, db: Queryable, row: Row): Promise<Row> {
  return without(await viewKey(work, db, row), 'token');
}

interface Join {
  readonly table: string;
  /** In both tables. */
  readonly column: string;
  readonly row: Row;
}

async function joined(
  work: Work,
  db: Queryable,
  { table, column, row }: Join,
): Promise<Row | null> {
  const place = tableIfThere(work, table);
  const id = textOf(row, column);
  if (place === null || id === null) return null;
  const [found] = await findRows(db, place, { where: [{ column, is: id }] });
  return found ?? null;
}
