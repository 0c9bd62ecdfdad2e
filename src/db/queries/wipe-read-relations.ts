import type { Queryable } from '../database.ts';

/** A table or view of any schema that is not the server's own. */
export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `r` table, `p` partitioned table, `v` view, `m` materialised view, `f` foreign table. */
  readonly kind: string;
  /** The table that it is a partition of, at the top; null: none. */
  readonly rootOid: number | null;
  /** By the statistics; -1: never counted. */
  readonly estimate: number;
}

/** That something hangs on a table: `by` cannot stay as it is when `on` is emptied or dropped. */
export interface Link {
  readonly kind: 'foreign-key' | 'view' | 'inherits';
  /** Oid of what hangs. */
  readonly by: number;
  /** Oid of what it hangs on. */
  readonly on: number;
  /** Name of the constraint or of the view. */
  readonly name: string;
}

/** Lists tables and views in all schemas but the server's. */
export async function readRelations(db: Queryable): Promise<readonly Relation[]> {
  const { rows } = await db.query<Relation>({
    name: 'wipe-read-relations',
    text: `
      SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
             CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid::int8 END AS "rootOid",
             c.reltuples::float8 AS estimate
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
         AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       ORDER BY c.oid`,
  });
  return rows;
}

/** Lists foreign keys, views and inheritance between them. */
export async function readLinks(db: Queryable): Promise<readonly Link[]> {
  const { rows } = await db.query<Link>({
    name: 'wipe-read-links',
    text: `
      SELECT 'foreign-key' AS kind, conrelid::int8 AS by, confrelid::int8 AS on, conname AS name
        FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
       UNION
      SELECT 'inherits', i.inhrelid::int8, i.inhparent::int8, c.relname
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE c.relkind IN ('r', 'f') AND NOT c.relispartition
       UNION
      SELECT 'view', v.oid::int8, d.refobjid::int8, v.relname
        FROM pg_depend d
        JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
       WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
       ORDER BY 2, 3, 4`,
  });
  return rows;
}

/** Bytes of tables with indexes and all partitions, by oid. */
export async function readSizes(
  db: Queryable,
  oids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ readonly oid: number; readonly bytes: number }>({
    name: 'wipe-read-sizes',
    text: `
      SELECT t.oid::int8 AS oid,
             (SELECT coalesce(sum(pg_total_relation_size(p.relid)), 0)::int8
                FROM (SELECT relid::oid FROM pg_partition_tree(t.oid::regclass)
                       UNION SELECT t.oid) p) AS bytes
        FROM unnest($1::int8[]::oid[]) AS t(oid)`,
    values: [oids],
  });
  return new Map(rows.map(({ oid, bytes }) => [oid, bytes]));
}

/** Triggers of users on tables, as `table.trigger`: they run, and may write anywhere. */
export async function readTriggers(db: Queryable, oids: readonly number[]): Promise<string[]> {
  const { rows } = await db.query<{ readonly name: string }>({
    name: 'wipe-read-triggers',
    text: `
      SELECT c.relname || '.' || t.tgname AS name
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.oid = ANY ($1::int8[]::oid[])
       ORDER BY 1`,
    values: [oids],
  });
  return rows.map(({ name }) => name);
}
