import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';

/** Whether columns name each row of a table: filled everywhere, and no two rows alike. */
export async function tellsRowsApart(
  db: Queryable,
  { schema, name }: { readonly schema: string; readonly name: string },
  columns: readonly string[],
): Promise<boolean> {
  const key = columns.map(quoteName).join(', ');
  const { rows } = await db.query<{ readonly unique: boolean }>({
    name: 'rotation-check-key',
    text: `
      SELECT NOT EXISTS (
        SELECT FROM ${quoteTable(schema, name)} GROUP BY ${key}
        HAVING count(*) > 1 OR num_nulls(${key}) > 0) AS "unique"`,
  });
  return rows[0]?.unique === true;
}
