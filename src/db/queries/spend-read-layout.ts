import { readCatalog, type Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';

/** What the spend tables of a database look like: versions of LiteLLM differ. */
export interface SpendLayout {
  readonly catalog: Catalog;
  /** Lists of columns that are unique together, by table. */
  readonly uniqueKeys: ReadonlyMap<string, readonly (readonly string[])[]>;
}

interface Row {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Reads the columns of a schema, and which of them are unique. */
export async function readSpendLayout(db: Queryable, schema = 'public'): Promise<SpendLayout> {
  const catalog = await readCatalog(db, schema);
  const { rows } = await db.query<Row>({
    name: 'read-unique-keys',
    text: `
      SELECT c.relname AS "table",
             array_agg(a.attname::text ORDER BY k.position) AS columns
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
       WHERE n.nspname = $1 AND i.indisunique AND i.indisvalid AND i.indimmediate
         AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts
       GROUP BY c.relname, i.indexrelid`,
    values: [schema],
  });
  const uniqueKeys = new Map<string, (readonly string[])[]>();
  for (const { table, columns } of rows) {
    const keys = uniqueKeys.get(table) ?? [];
    uniqueKeys.set(table, [...keys, columns]);
  }
  return { catalog, uniqueKeys };
}

/** Whether exactly these columns are unique together in the table. */
export function isUnique(layout: SpendLayout, table: string, columns: readonly string[]): boolean {
  const wanted = [...columns].sort().join();
  const keys = layout.uniqueKeys.get(table) ?? [];
  return keys.some((key) => [...key].sort().join() === wanted);
}
