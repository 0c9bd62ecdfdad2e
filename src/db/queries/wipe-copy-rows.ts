import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import { setLocal } from './wipe-count-rows.ts';

/** A column that rows are kept with. */
export interface CopiedColumn {
  readonly name: string;
  /** As SQL writes it, with its schema. */
  readonly type: string;
}

/** A counter that belongs to a table. */
export interface SequenceState {
  readonly schema: string;
  readonly name: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

/** Values as text that reads back to the same bits, whatever the settings of role and database are. */
const EXACT = {
  search_path: 'pg_catalog',
  extra_float_digits: '3',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  row_security: 'off',
};

/** For the rest of the transaction, text stands for values exactly. */
export async function makeTextExact(tx: Queryable): Promise<void> {
  await setLocal(tx, EXACT);
}

/** Names the snapshot of this transaction, so that others can read exactly the same. */
export async function exportSnapshot(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ readonly id: string }>({
    name: 'wipe-export-snapshot',
    text: 'SELECT pg_export_snapshot() AS id',
  });
  return rows[0]?.id ?? '';
}

/** Columns of a table that can be written, in order; call `makeTextExact` before. */
export async function readCopiedColumns(
  tx: Queryable,
  schema: string,
  table: string,
): Promise<readonly CopiedColumn[]> {
  const { rows } = await tx.query<CopiedColumn>({
    name: 'wipe-read-columns',
    text: `
      SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
         AND a.attgenerated = ''
       ORDER BY a.attnum`,
    values: [schema, table],
  });
  return rows;
}

/** Counters that belong to tables, with where they stand. */
export async function readSequences(
  tx: Queryable,
  oids: readonly number[],
): Promise<readonly SequenceState[]> {
  const { rows } = await tx.query<{ readonly schema: string; readonly name: string }>({
    name: 'wipe-find-sequences',
    text: `
      SELECT n.nspname AS schema, s.relname AS name
        FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        JOIN pg_namespace n ON n.oid = s.relnamespace
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
         AND d.deptype IN ('a', 'i') AND d.refobjid = ANY ($1::int8[]::oid[])
       ORDER BY 1, 2`,
    values: [oids],
  });
  const states: SequenceState[] = [];
  for (const { schema, name } of rows) {
    const state = await tx.query<{ lastValue: string; isCalled: boolean }>({
      name: 'wipe-read-sequence',
      text: `SELECT last_value::text AS "lastValue", is_called AS "isCalled"
               FROM ${quoteTable(schema, name)}`,
    });
    states.push(...state.rows.map((row) => ({ schema, name, ...row })));
  }
  return states;
}

/** Puts a counter where it stood. */
export async function setSequence(tx: Queryable, sequence: SequenceState): Promise<void> {
  const { schema, name, lastValue, isCalled } = sequence;
  await tx.query({
    name: 'wipe-set-sequence',
    text: 'SELECT setval($1::regclass, $2::int8, $3)',
    values: [quoteTable(schema, name), lastValue, isCalled],
  });
}

/** Begins to read a table; its rows come from `fetchLines`. One at a time. */
export async function openRows(
  tx: Queryable,
  schema: string,
  table: string,
  columns: readonly CopiedColumn[],
): Promise<void> {
  const values = columns.map(({ name }) => `${quoteName(name)}::text`).join(', ');
  await tx.query({
    name: 'wipe-open-rows',
    text: `DECLARE wipe_rows NO SCROLL CURSOR FOR
             SELECT array_to_json(ARRAY[${values}]::text[])::text AS line
               FROM ${quoteTable(schema, table)}`,
  });
}

/** The next rows, each a JSON array of texts and nulls on one line; fewer than asked for at the end. */
export async function fetchLines(tx: Queryable, count: number): Promise<readonly string[]> {
  const { rows } = await tx.query<{ readonly line: string }>({
    name: 'wipe-fetch-rows',
    text: `FETCH FORWARD ${Math.max(1, Math.trunc(count))} FROM wipe_rows`,
  });
  return rows.map(({ line }) => line);
}

/** Ends reading. */
export async function closeRows(tx: Queryable): Promise<void> {
  await tx.query({ name: 'wipe-close-rows', text: 'CLOSE wipe_rows' });
}

/** Writes rows back as `fetchLines` gave them. */
export async function insertLines(
  tx: Queryable,
  place: {
    readonly schema: string;
    readonly table: string;
    readonly columns: readonly CopiedColumn[];
  },
  lines: readonly string[],
): Promise<number> {
  const { schema, table, columns } = place;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  // Types come from the database's own catalogue, see readCopiedColumns.
  const values = columns.map(({ type }, at) => `(line->>${at})::${type}`).join(', ');
  const { count } = await tx.query({
    name: 'wipe-insert-rows',
    text: `INSERT INTO ${quoteTable(schema, table)} (${names}) OVERRIDING SYSTEM VALUE
           SELECT ${values} FROM json_array_elements($1::json) AS line`,
    values: [`[${lines.join(',')}]`],
  });
  return count;
}
