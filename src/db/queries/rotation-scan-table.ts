import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';

/** A table with the columns that are searched. */
export interface ScannedTable {
  readonly schema: string;
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly ScannedColumn[];
  /** Share of the rows to look at, in (0, 1]. */
  readonly share: number;
}

/** One column to search. */
export interface ScannedColumn {
  readonly name: string;
  readonly type: string;
}

/** Something in a column that may be ciphertext. */
export interface ScanHit {
  readonly column: string;
  /** Of the row; empty where the table has no primary key. */
  readonly pk: readonly string[];
  readonly text: string;
  /** The column holds nothing else. */
  readonly whole: boolean;
}

/** Named by its format, or long enough for one that has no name. */
const TOKEN = String.raw`(?:litellm_enc::)?(?:(?:v[0-9]{1,3}:[a-z0-9-]{2,20}:|llmgw1:[0-9a-f]{8}:[ax]:)[A-Za-z0-9_+/-]{38,}|[A-Za-z0-9_+/-]{54,})={0,2}`;
/** What JSON and `encode` write for a character: its letters and digits are no part of what follows. */
const ESCAPE = String.raw`\\(?:[0-7]{3}|u[0-9A-Fa-f]{4}|.)`;
const LONGEST = 16_384;
const AT_ONCE = 500;
const CURSOR = 'rotation_scan';

/**
 * Searches columns for what may be ciphertext: base64 of both cases, long enough. Digests, numbers and
 * prose never cross the wire. Needs a transaction.
 */
export async function* scanTable(
  tx: Queryable,
  scanned: ScannedTable,
): AsyncGenerator<readonly ScanHit[]> {
  await tx.query({
    name: 'rotation-scan-open',
    text: `DECLARE ${CURSOR} NO SCROLL CURSOR FOR ${selectTokens(scanned)}`,
  });
  for (;;) {
    const { rows } = await tx.query<ScanHit>({
      name: 'rotation-scan-fetch',
      text: `FETCH ${AT_ONCE} FROM ${CURSOR}`,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < AT_ONCE) break;
  }
  await tx.query({ name: 'rotation-scan-close', text: `CLOSE ${CURSOR}` });
}

/** A cursor takes no parameters from us; nothing here comes from outside but names, and they are quoted. */
function selectTokens({ schema, table, primaryKey, columns, share }: ScannedTable): string {
  const sample = share < 1 ? `TABLESAMPLE SYSTEM (${(share * 100).toFixed(4)})` : '';
  const pk = primaryKey.map((name) => `t.${quoteName(name)}::text`).join(', ');
  const values = columns.map(({ name, type }) => `(${literal(name)}, ${asText(name, type)})`);
  return `
    SELECT c.name AS column, ARRAY[${pk}]::text[] AS pk, m.found[1] AS text,
           m.found[1] = c.value AS whole
      FROM ${quoteTable(schema, table)} t ${sample}
     CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS c (name, value)
     CROSS JOIN LATERAL regexp_matches(c.value, '(${TOKEN})', 'g') AS m (found)
     WHERE length(m.found[1]) <= ${LONGEST} AND m.found[1] ~ '[a-z]' AND m.found[1] ~ '[A-Z]'`;
}

function asText(name: string, type: string): string {
  const column = `t.${quoteName(name)}`;
  if (type === 'bytea') return withoutEscapes(`encode(${column}, 'escape')`);
  return type.startsWith('json') ? withoutEscapes(`${column}::text`) : `${column}::text`;
}

function withoutEscapes(text: string): string {
  return `regexp_replace(${text}, '${ESCAPE}', ' ', 'g')`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
