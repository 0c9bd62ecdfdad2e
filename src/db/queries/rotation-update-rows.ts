import type { Queryable } from '../database.ts';
import { quoteName } from '../identifier.ts';
import {
  boundKeys,
  joinOn,
  keyArrays,
  tableOf,
  unnestedKeys,
  type ColumnRow,
  type SecretColumn,
} from './rotation-column.ts';

/** A row with what is to stand in it. */
export interface RowChange extends ColumnRow {
  readonly next: string;
}

/**
 * Writes a page in one statement, but only to rows that still hold what was read. Gives the places,
 * within `changes`, of those that were written. No other column is touched.
 */
export async function updateRows(
  db: Queryable,
  column: SecretColumn,
  changes: readonly RowChange[],
): Promise<ReadonlySet<number>> {
  const name = quoteName(column.column);
  const after = column.key.length + 1;
  const { rows } = await db.query<{ readonly place: number }>({
    name: 'rotation-update-rows',
    text: `
      UPDATE ${tableOf(column)} SET ${name} = v.next::${column.type}
        FROM unnest(${boundKeys(column, 1)}, $${after}::text[], $${after + 1}::text[])
             WITH ORDINALITY AS v (${unnestedKeys(column)}, old, next, place)
       WHERE ${joinOn(column)} AND t.${name}::text = v.old
      RETURNING v.place - 1 AS place`,
    values: [
      ...keyArrays(column, changes),
      changes.map(({ text }) => text),
      changes.map(({ next }) => next),
    ],
  });
  return new Set(rows.map(({ place }) => place));
}
