import type { Catalog, Column } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';

/** A row by column. Dates are `Date`, jsonb is parsed, lists are arrays. */
export type Row = Readonly<Record<string, unknown>>;

/** One of LiteLLM's tables, in the version that this database has. */
export interface TablePlace {
  readonly catalog: Catalog;
  readonly table: string;
}

/** What a row must be to be meant. A column that this version does not have matches nothing. */
export type Condition = { readonly column: string } & (
  | { readonly is: string | boolean }
  | { readonly isNot: string }
  | { readonly oneOf: readonly string[] }
  /** A list that holds the text. */
  | { readonly holds: string }
  /** A text that has the other in it, in any case. */
  | { readonly contains: string }
  | { readonly from: Date }
  | { readonly before: Date }
);

/** Which rows, in what order. */
export interface RowQuery {
  readonly where?: readonly Condition[];
  /** Columns must come from a fixed list; the primary key belongs at the end. */
  readonly order?: readonly { readonly column: string; readonly descending?: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
  /** Columns not to read, because they may be large. */
  readonly without?: readonly string[];
  /** Keeps others from changing the rows until the transaction ends. */
  readonly lock?: boolean;
}

/** A JSON column: LiteLLM sometimes keeps a text that holds JSON. */
export function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Reads rows. */
export async function findRows(
  db: Queryable,
  place: TablePlace,
  { where = [], order = [], limit, offset, without = [], lock = false }: RowQuery = {},
): Promise<readonly Row[]> {
  const known = [...place.catalog.columns(place.table).keys()];
  const values: unknown[] = [];
  const columns = known.filter((name) => !without.includes(name)).map(quoteName);
  const sorting = order
    .filter(({ column }) => known.includes(column))
    .map(({ column, descending }) => `${quoteName(column)}${descending ? ' DESC NULLS LAST' : ''}`);
  const text = [
    `SELECT ${columns.join(', ')} FROM ${quote(place)}${whereClause(place, where, values)}`,
    sorting.length === 0 ? '' : ` ORDER BY ${sorting.join(', ')}`,
    limit === undefined ? '' : ` LIMIT ${bind(values, limit)}`,
    offset === undefined ? '' : ` OFFSET ${bind(values, offset)}`,
    lock ? ' FOR UPDATE' : '',
  ].join('');
  const { rows } = await db.query<Row>({ name: nameOf('find', place), text, values });
  return rows;
}

/** Counts rows. */
export async function countRows(
  db: Queryable,
  place: TablePlace,
  where: readonly Condition[],
): Promise<number> {
  const values: unknown[] = [];
  const text = `SELECT count(*) AS n FROM ${quote(place)}${whereClause(place, where, values)}`;
  const { rows } = await db.query<{ n: number }>({ name: nameOf('count', place), text, values });
  return rows[0]?.n ?? 0;
}

/** Writes a new row and gives it back. Fields that are no columns here, or null, are left out. */
export async function insertRow(db: Queryable, place: TablePlace, row: Row): Promise<Row> {
  const values: unknown[] = [];
  const fields = writable(place, row).filter(({ value }) => value !== null);
  const names = fields.map(({ column }) => quoteName(column.name)).join(', ');
  const marks = fields.map(({ column, value }) => bind(values, toParameter(column, value)));
  const text = `INSERT INTO ${quote(place)} (${names}) VALUES (${marks.join(', ')}) RETURNING *`;
  const { rows } = await db.query<Row>({ name: nameOf('insert', place), text, values });
  return rows[0] ?? {};
}

/** Writes a row unless one with the same key is there. */
export async function insertMissing(db: Queryable, place: TablePlace, row: Row): Promise<void> {
  const values: unknown[] = [];
  const fields = writable(place, row).filter(({ value }) => value !== null);
  const names = fields.map(({ column }) => quoteName(column.name)).join(', ');
  const marks = fields.map(({ column, value }) => bind(values, toParameter(column, value)));
  const text = `INSERT INTO ${quote(place)} (${names}) VALUES (${marks.join(', ')}) ON CONFLICT DO NOTHING`;
  await db.query({ name: nameOf('insert-missing', place), text, values });
}

/** Changes rows and gives them back as they are then. Fields that are no columns here are left out. */
export async function updateRows(
  db: Queryable,
  place: TablePlace,
  { where, set }: { readonly where: readonly Condition[]; readonly set: Row },
): Promise<readonly Row[]> {
  const values: unknown[] = [];
  const changes = writable(place, set).map(
    ({ column, value }) =>
      `${quoteName(column.name)} = ${bind(values, toParameter(column, value))}`,
  );
  if (changes.length === 0) return findRows(db, place, { where });
  const text = `UPDATE ${quote(place)} SET ${changes.join(', ')}${whereClause(place, where, values)} RETURNING *`;
  const { rows } = await db.query<Row>({ name: nameOf('update', place), text, values });
  return rows;
}

/** Removes rows and gives the number. */
export async function deleteRows(
  db: Queryable,
  place: TablePlace,
  where: readonly Condition[],
): Promise<number> {
  const values: unknown[] = [];
  const text = `DELETE FROM ${quote(place)}${whereClause(place, where, values)}`;
  const { count } = await db.query({ name: nameOf('delete', place), text, values });
  return count;
}

/**
 * Copies rows into the table that keeps deleted ones, as far as both have a column; does nothing
 * where this version has no such table. `extra` is what only the copies have.
 */
export async function keepDeleted(
  db: Queryable,
  { from, to }: { readonly from: TablePlace; readonly to: TablePlace },
  { where, extra }: { readonly where: readonly Condition[]; readonly extra: Row },
): Promise<void> {
  if (!to.catalog.has(to.table)) return;
  const source = from.catalog.columns(from.table);
  const shared = [...to.catalog.columns(to.table).values()].filter(
    ({ name, type }) =>
      name !== 'id' && source.get(name)?.type === type && !Object.hasOwn(extra, name),
  );
  const values: unknown[] = [];
  const added = writable(to, extra).filter(({ column }) => column.name !== 'id');
  const names = [...shared.map(({ name }) => name), ...added.map(({ column }) => column.name)];
  const marks = added.map(({ column, value }) => {
    return `${bind(values, toParameter(column, value))}::${column.type}`;
  });
  const selected = [...shared.map(({ name }) => quoteName(name)), ...marks];
  const text =
    `INSERT INTO ${quote(to)} (${['id', ...names].map(quoteName).join(', ')}) ` +
    `SELECT gen_random_uuid()::text, ${selected.join(', ')} FROM ${quote(from)}` +
    whereClause(from, where, values);
  await db.query({ name: nameOf('keep', to), text, values });
}

function quote({ catalog, table }: TablePlace): string {
  return quoteTable(catalog.schema, table);
}

/** `LiteLLM_VerificationToken` becomes `find-verification-token`: tables are of a fixed set. */
function nameOf(verb: string, { table }: TablePlace): string {
  const words = table.replace(/^LiteLLM_/, '').match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return [`manage-${verb}`, ...words].join('-').toLowerCase();
}

function bind(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}

interface WritableField {
  readonly column: Column;
  readonly value: unknown;
}

function writable({ catalog, table }: TablePlace, row: Row): WritableField[] {
  const columns = catalog.columns(table);
  return Object.entries(row).flatMap(([name, value]) => {
    const column = columns.get(name);
    return column === undefined || value === undefined ? [] : [{ column, value }];
  });
}

/** JSON goes as text: a list would otherwise become an array of PostgreSQL. */
function toParameter({ type }: Column, value: unknown): unknown {
  return value !== null && /^jsonb?$/.test(type) ? JSON.stringify(value) : value;
}

/** ` WHERE …` of the conditions, or nothing; what they compare with is added to `values`. */
export function whereClause(
  { catalog, table }: TablePlace,
  conditions: readonly Condition[],
  values: unknown[],
): string {
  if (conditions.length === 0) return '';
  const parts = conditions.map((condition) =>
    catalog.has(table, condition.column) ? write(condition, values) : 'false',
  );
  return ` WHERE ${parts.join(' AND ')}`;
}

function write(condition: Condition, values: unknown[]): string {
  const name = quoteName(condition.column);
  if ('is' in condition) return `${name} = ${bind(values, condition.is)}`;
  if ('isNot' in condition) return `${name} IS DISTINCT FROM ${bind(values, condition.isNot)}`;
  if ('oneOf' in condition) return `${name} = ANY(${bind(values, condition.oneOf)})`;
  if ('holds' in condition) return `${bind(values, condition.holds)} = ANY(${name})`;
  if ('from' in condition) return `${name} >= ${bind(values, condition.from)}`;
  if ('before' in condition) return `${name} < ${bind(values, condition.before)}`;
  return `position(lower(${bind(values, condition.contains)}) in lower(${name})) > 0`;
}
