import type { Queryable } from '../database.ts';
import { quoteName } from '../identifier.ts';
import {
  boundKey,
  boundKeys,
  conditionOf,
  joinOn,
  keyArrays,
  keyAsTexts,
  keyOf,
  tableOf,
  unnestedKeys,
  type ColumnRow,
  type SecretColumn,
} from './rotation-column.ts';

/** How much is read at once. */
export interface PageBounds {
  readonly rows: number;
  /** As stored; the first row comes whatever its size. */
  readonly bytes: number;
}

/**
 * Reads the next page in the order of the primary key, behind `after`. It may be shorter than its
 * bounds although more is to come: the last page is the empty one.
 */
export async function readPage(
  db: Queryable,
  column: SecretColumn,
  after: readonly string[] | null,
  { rows: limit, bytes }: PageBounds,
): Promise<readonly ColumnRow[]> {
  const name = quoteName(column.column);
  const behind = after === null ? '' : `AND (${keyOf(column)}) > (${boundKey(column, 3)})`;
  const { rows } = await db.query<ColumnRow>({
    name: 'rotation-read-page',
    text: `
      SELECT pk, text FROM (
        SELECT pk, value::text AS text, place,
               sum(pg_column_size(value)) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING)
                 - pg_column_size(value) AS bytes_before
          FROM (SELECT ${keyAsTexts(column)} AS pk, t.${name} AS value,
                       row_number() OVER (ORDER BY ${keyOf(column)}) AS place
                  FROM ${tableOf(column)}
                 WHERE ${conditionOf(column)} ${behind}
                 ORDER BY ${keyOf(column)} LIMIT $1) t) p
       WHERE bytes_before < $2 ORDER BY place`,
    values: [limit, bytes, ...(after ?? [])],
  });
  return rows;
}

/** Reads rows again by their keys; those that are gone, or empty now, are left out. */
export async function readRowsAgain(
  db: Queryable,
  column: SecretColumn,
  rows: readonly ColumnRow[],
): Promise<readonly ColumnRow[]> {
  const { rows: found } = await db.query<ColumnRow>({
    name: 'rotation-read-again',
    text: `
      SELECT ${keyAsTexts(column)} AS pk, t.${quoteName(column.column)}::text AS text
        FROM unnest(${boundKeys(column, 1)}) AS v (${unnestedKeys(column)})
        JOIN ${tableOf(column)} ON ${joinOn(column)}
       WHERE ${conditionOf(column)}`,
    values: keyArrays(column, rows),
  });
  return found;
}
