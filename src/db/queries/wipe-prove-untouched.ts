import type { Queryable } from '../database.ts';

/** The files of relations that must stay as they are, by oid. */
export type Filenodes = ReadonlyMap<number, { readonly name: string; readonly filenode: number }>;

/**
 * Reads the file of every table, index, sequence and materialised view of users that does not belong to
 * the given tables: an emptied or rewritten one gets another file.
 */
export async function readFilenodes(db: Queryable, targets: readonly number[]): Promise<Filenodes> {
  const { rows } = await db.query<{ oid: number; name: string; filenode: number }>({
    name: 'wipe-read-filenodes',
    text: `
      WITH RECURSIVE target AS (
        SELECT relid::oid AS oid FROM unnest($1::int8[]::oid[]) t(oid),
               LATERAL (SELECT relid FROM pg_partition_tree(t.oid::regclass) UNION SELECT t.oid::regclass) p
      ), belonging AS (
        SELECT oid FROM target
         UNION SELECT i.indexrelid FROM pg_index i JOIN target t ON t.oid = i.indrelid
         UNION SELECT d.objid FROM pg_depend d JOIN target t ON t.oid = d.refobjid
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                  AND d.deptype IN ('a', 'i')
      )
      SELECT c.oid::int8 AS oid, n.nspname || '.' || c.relname AS name,
             coalesce(pg_relation_filenode(c.oid), 0)::int8 AS filenode
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'i', 'S', 'm') AND n.nspname <> 'information_schema'
         AND n.nspname !~ '^pg_' AND c.oid NOT IN (SELECT oid FROM belonging)
       ORDER BY c.oid`,
    values: [targets],
  });
  return new Map(rows.map(({ oid, name, filenode }) => [oid, { name, filenode }]));
}

/**
 * Relations whose entry this very transaction has written, by oid: it tells its own doing from that of
 * others.
 */
export async function readOwnCatalogWrites(tx: Queryable): Promise<ReadonlySet<number>> {
  const { rows } = await tx.query<{ readonly oid: number }>({
    name: 'wipe-read-catalog-writes',
    text: `SELECT oid::int8 AS oid FROM pg_class WHERE xmin = pg_current_xact_id()::xid`,
  });
  return new Set(rows.map(({ oid }) => oid));
}

/**
 * Rows that this connection has written in tables outside the targets, by table. What earlier
 * transactions did may be among them: only the growth within one is that one's.
 */
export async function readOwnRowWrites(
  tx: Queryable,
  targets: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ readonly name: string; readonly writes: number }>({
    name: 'wipe-read-row-writes',
    text: `
      SELECT schemaname || '.' || relname AS name,
             (n_tup_ins + n_tup_upd + n_tup_del)::int8 AS writes
        FROM pg_stat_xact_user_tables
       WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
         AND coalesce(pg_partition_root(relid::regclass)::oid, relid) <> ALL ($1::int8[]::oid[])
       ORDER BY 1`,
    values: [targets],
  });
  return new Map(rows.map(({ name, writes }) => [name, writes]));
}
