import type { Queryable } from './database.ts';

/** One column as the database has it. */
export interface Column {
  readonly name: string;
  /** As `format_type` gives it: `text`, `jsonb`, `text[]`, `timestamp(3) without time zone`… */
  readonly type: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
}

/** What a schema holds: LiteLLM's versions differ, so nothing is taken for granted. */
export interface Catalog {
  readonly schema: string;
  /** Names of tables, partitioned ones included, partitions and views left out. */
  readonly tables: readonly string[];
  has(table: string, column?: string): boolean;
  /** By name, in order; empty for a table that is not there. */
  columns(table: string): ReadonlyMap<string, Column>;
}

interface Row {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly has_default: boolean;
}

const NO_COLUMNS: ReadonlyMap<string, Column> = new Map();

/** Reads what tables and columns a schema has now. */
export async function readCatalog(db: Queryable, schema = 'public'): Promise<Catalog> {
  const { rows } = await db.query<Row>({
    name: 'read-catalog',
    text: `
      SELECT c.relname AS "table", a.attname AS "column", NOT a.attnotnull AS nullable,
             format_type(a.atttypid, a.atttypmod) AS type, a.atthasdef AS has_default
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       ORDER BY c.relname, a.attnum`,
    values: [schema],
  });
  const tables = new Map<string, Map<string, Column>>();
  for (const { table, column, type, nullable, has_default: hasDefault } of rows) {
    const columns = tables.get(table) ?? new Map<string, Column>();
    columns.set(column, { name: column, type, nullable, hasDefault });
    tables.set(table, columns);
  }
  return {
    schema,
    tables: [...tables.keys()],
    has(table, column) {
      const columns = tables.get(table);
      return column === undefined ? columns !== undefined : columns?.has(column) === true;
    },
    columns: (table) => tables.get(table) ?? NO_COLUMNS,
  };
}
