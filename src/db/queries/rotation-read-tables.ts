import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/** A table as a rotation needs to know it. */
export interface RotationTable {
  readonly name: string;
  readonly oid: number;
  /** Columns of the primary key, in its order; empty: it has none. */
  readonly primaryKey: readonly string[];
  /** By the statistics; 0: never counted. */
  readonly estimate: number;
  readonly bytes: number;
  /** What the user of the connection may do, with the table as a whole. */
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

/** Lists the tables of a schema, partitioned ones included, partitions left out. */
export async function readRotationTables(
  db: Queryable,
  schema: string,
): Promise<readonly RotationTable[]> {
  const { rows } = await db.query<RotationTable>({
    name: 'rotation-read-tables',
    text: `
      SELECT c.relname AS name, c.oid::int8 AS oid, greatest(c.reltuples, 0)::float8 AS estimate,
             pg_table_size(c.oid) AS bytes,
             has_table_privilege(c.oid, 'SELECT') AS "mayRead",
             has_table_privilege(c.oid, 'UPDATE') AS "mayWrite",
             coalesce((
               SELECT array_agg(a.attname::text ORDER BY k.place)
                 FROM pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indrelid = c.oid AND i.indisprimary AND k.place <= i.indnkeyatts
             ), ARRAY[]::text[]) AS "primaryKey"
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       ORDER BY c.oid`,
    values: [schema],
  });
  return rows;
}

/** Counts rows exactly, up to `most` of each table; in the order of `tables`. */
export async function countRowsUpTo(
  db: Queryable,
  from: { readonly schema: string; readonly tables: readonly string[] },
  most: number,
): Promise<readonly number[]> {
  const { schema, tables } = from;
  if (tables.length === 0) return [];
  const { rows } = await db.query<{ readonly at: number; readonly rows: number }>({
    name: 'rotation-count-rows',
    text: tables
      .map((table, at) => {
        const some = `SELECT FROM ${quoteTable(schema, table)} LIMIT $1`;
        return `SELECT ${at} AS at, count(*) AS rows FROM (${some}) t`;
      })
      .join(' UNION ALL '),
    values: [most],
  });
  const counts = new Map(rows.map(({ at, rows: count }) => [at, count]));
  return tables.map((_, at) => counts.get(at) ?? 0);
}
