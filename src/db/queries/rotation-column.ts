import { quoteName, quoteTable } from '../identifier.ts';

/** A column that holds ciphertext, as its database has it. */
export interface SecretColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** As `format_type` gives it. */
  readonly type: string;
  /** Columns that name a row, in order, with their types. */
  readonly key: readonly KeyColumn[];
  /** Rows of interest hold this text, or match this; null: all rows. */
  readonly filter: ColumnFilter | null;
}

/** One column of a primary key. */
export interface KeyColumn {
  readonly name: string;
  readonly type: string;
}

/** Keeps rows without secrets on the server. */
export type ColumnFilter = 'marked' | 'sealed';

/** One row of a column. */
export interface ColumnRow {
  /** Its key, column by column, as text. */
  readonly pk: readonly string[];
  /** The column as text, exactly. */
  readonly text: string;
}

/** Matches whatever may be ciphertext, and much besides: its shortest is 54 characters, padding aside. */
export const SEALED_PATTERN = String.raw`litellm_enc::|v[0-9]{1,3}:[a-z0-9-]{2,20}:|llmgw[0-9]+:|[A-Za-z0-9_+/-]{54,}`;

const CONDITIONS: Readonly<Record<ColumnFilter, (text: string) => string>> = {
  marked: (text) => `${text} LIKE '%litellm\\_enc::%'`,
  sealed: (text) => `${text} ~ '${SEALED_PATTERN}'`,
};

/** The condition under which a row of `t` is looked at. */
export function conditionOf({ column, filter }: SecretColumn): string {
  const name = `t.${quoteName(column)}`;
  const isThere = `${name} IS NOT NULL`;
  return filter === null ? isThere : `${isThere} AND ${CONDITIONS[filter](`${name}::text`)}`;
}

/** `"schema"."table" t`. */
export function tableOf({ schema, table }: SecretColumn): string {
  return `${quoteTable(schema, table)} t`;
}

/** `t."a", t."b"`. */
export function keyOf({ key }: SecretColumn): string {
  return key.map(({ name }) => `t.${quoteName(name)}`).join(', ');
}

/** The key of a row as one array of texts: any number of columns, any type. */
export function keyAsTexts({ key }: SecretColumn): string {
  return `ARRAY[${key.map(({ name }) => `t.${quoteName(name)}::text`).join(', ')}]`;
}

/** `$1::uuid, $2::text`: a key that was given as texts, in its own types. */
export function boundKey({ key }: SecretColumn, from: number): string {
  return key.map(({ type }, at) => `$${from + at}::text::${type}`).join(', ');
}

/** Arrays of key texts, one for each column: `$1::text[], $2::text[]`. */
export function boundKeys({ key }: SecretColumn, from: number): string {
  return key.map((_, at) => `$${from + at}::text[]`).join(', ');
}

/** Names of what `boundKeys` is unnested to: `k0, k1`. */
export function unnestedKeys({ key }: SecretColumn): string {
  return key.map((_, at) => `k${at}`).join(', ');
}

/** Joins `t` to the unnested keys `v`, in the types of the table, so that its index is of use. */
export function joinOn({ key }: SecretColumn): string {
  return key.map(({ name, type }, at) => `t.${quoteName(name)} = v.k${at}::${type}`).join(' AND ');
}

/** Rows turned into one array for each column of the key. */
export function keyArrays({ key }: SecretColumn, rows: readonly ColumnRow[]): string[][] {
  return key.map((_, at) => rows.map(({ pk }) => pk[at] ?? ''));
}
