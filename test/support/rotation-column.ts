import type { Database } from '../../src/db/database.ts';
import { quoteTable } from '../../src/db/identifier.ts';
import type { SecretColumn } from '../../src/db/queries/rotation-column.ts';

/** Names that need quotes, and a key of two columns of different types. */
export const ODD_COLUMN: SecretColumn = {
  schema: 'odd "schema"',
  table: 'a "table"; --',
  column: "it's",
  type: 'jsonb',
  key: [
    { name: 'Group', type: 'uuid' },
    { name: 'n', type: 'integer' },
  ],
  filter: null,
};

/** The table of `ODD_COLUMN`, as statements name it. */
export const ODD_TABLE = quoteTable(ODD_COLUMN.schema, ODD_COLUMN.table);

/** The group of every row of `createOddTable`. */
export const GROUP = '00000000-0000-4000-8000-00000000000a';

/** Runs SQL of a test. */
export async function runSql(db: Database, text: string, values: readonly unknown[] = []) {
  return db.query({ name: 'test', text, values: [...values] });
}

/** Makes the table of `ODD_COLUMN` with rows 1 to `rows`: `{"v": n}`, and a column that must not change. */
export async function createOddTable(db: Database, rows: number): Promise<void> {
  await runSql(db, 'CREATE SCHEMA "odd ""schema"""');
  await runSql(
    db,
    `CREATE TABLE "odd ""schema"""."a ""table""; --"
       ("Group" uuid, n integer, "it's" jsonb, other text DEFAULT 'kept', PRIMARY KEY ("Group", n))`,
  );
  await runSql(
    db,
    `INSERT INTO "odd ""schema"""."a ""table""; --" ("Group", n, "it's")
     SELECT $1::uuid, n, jsonb_build_object('v', n) FROM generate_series(1, $2::int) n`,
    [GROUP, rows],
  );
}

/** What stands in row `n`. */
export async function readOddRow(db: Database, n: number): Promise<Record<string, unknown>> {
  const { rows } = await runSql(
    db,
    `SELECT "it's"::text AS text, other FROM "odd ""schema"""."a ""table""; --" WHERE n = $1`,
    [n],
  );
  return rows[0] ?? {};
}
