import type { Catalog } from './catalog.ts';
import { quoteName, quoteTable } from './identifier.ts';

/** A column of another source: `team.model_id`. */
type Ref = `${string}.${string}`;

/** One table of a statement. LiteLLM's versions differ: any part of it may be missing. */
export interface Source {
  /** Its name in the statement. */
  readonly as: string;
  readonly table: string;
  /** Given as `as.column`; NULL where the database has no such column. */
  readonly columns: readonly string[];
  /** Own column = the first of these that is not NULL. Absent for the table that all starts from. */
  readonly on?: Readonly<Record<string, readonly Ref[]>>;
}

/** The parts of a SELECT over what a database really has. */
export interface Selection {
  /** What stands between SELECT and FROM. */
  readonly columns: string;
  /** What follows FROM, up to WHERE. */
  readonly from: string;
  /** `"team"."model_id"`, or null where that is missing. */
  column(ref: Ref): string | null;
}

/** Puts together a SELECT with left joins, without naming anything that is not there. */
export function selectExisting(catalog: Catalog, sources: readonly Source[]): Selection {
  const tables = new Map<string, string>();
  const from: string[] = [];
  const column = (ref: Ref): string | null => {
    const [as = '', name = ''] = ref.split('.');
    const table = tables.get(as);
    if (table === undefined || !catalog.has(table, name)) return null;
    return `${quoteName(as)}.${quoteName(name)}`;
  };
  for (const source of sources) {
    if (!catalog.has(source.table)) continue;
    const named = `${quoteTable(catalog.schema, source.table)} ${quoteName(source.as)}`;
    const on = source.on === undefined ? '' : condition(catalog, source, column);
    if (on === null) continue;
    from.push(on === '' ? named : `LEFT JOIN ${named} ON ${on}`);
    tables.set(source.as, source.table);
  }
  const columns = sources.flatMap(({ as, columns: names }) =>
    names.map((name) => `${column(`${as}.${name}`) ?? 'NULL'} AS ${quoteName(`${as}.${name}`)}`),
  );
  return { columns: columns.join(', '), from: from.join(' '), column };
}

/** Null when the table cannot be joined. */
function condition(
  catalog: Catalog,
  { as, table, on = {} }: Source,
  column: (ref: Ref) => string | null,
): string | null {
  const terms: string[] = [];
  for (const [own, refs] of Object.entries(on)) {
    const others = refs.map(column).filter((other) => other !== null);
    if (!catalog.has(table, own) || others.length === 0) return null;
    terms.push(`${quoteName(as)}.${quoteName(own)} = COALESCE(${others.join(', ')})`);
  }
  return terms.join(' AND ');
}
