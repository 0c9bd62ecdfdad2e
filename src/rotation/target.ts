import { readCatalog, type Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import { tellsRowsApart } from '../db/queries/rotation-check-key.ts';
import type { ColumnFilter, SecretColumn } from '../db/queries/rotation-column.ts';
import { readRotationTables, type RotationTable } from '../db/queries/rotation-read-tables.ts';
import { extendCatalogue, placeName } from './catalogue.ts';
import { Stopped } from './stopped.ts';
import type { CatalogueEntry, RotationOptions } from './types.ts';

/** A catalogue entry that this database has. */
export interface Target {
  /** `LiteLLM_Config.param_value`. */
  readonly name: string;
  readonly entry: CatalogueEntry;
  readonly column: SecretColumn;
  readonly table: RotationTable;
}

/** What the catalogue comes to in one database. */
export interface Targets {
  /** To be rotated. */
  readonly due: readonly Target[];
  /** Of the history, left as it is: old copies that are only counted. */
  readonly left: readonly Target[];
  /** `Table.column` of what the database does not have. */
  readonly absent: readonly string[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly catalog: Catalog;
  readonly tables: readonly RotationTable[];
}

type Choice = Pick<RotationOptions, 'only' | 'includeHistory' | 'catalogueExtra'>;

const FILTERS: Readonly<Record<CatalogueEntry['leaves'], ColumnFilter | null>> = {
  every: null,
  marked: 'marked',
  nested: 'sealed',
};

/**
 * Finds what of the catalogue is there. Throws `Stopped` when an `only` names nothing, and for a column
 * that cannot be rotated.
 */
export async function findTargets(db: Queryable, schema: string, choice: Choice): Promise<Targets> {
  const catalogue = extendCatalogue(choice.catalogueExtra);
  const catalog = await readCatalog(db, schema);
  const tables = await readRotationTables(db, schema);
  const chosen = choose(catalogue, choice.only);
  const isThere = ({ table, column }: CatalogueEntry): boolean => catalog.has(table, column);
  const targets = chosen.filter(isThere).map((entry) => toTarget(entry, catalog, tables));
  refuseUnreadable(targets.map(({ table }) => table));
  const due = targets.filter(({ entry }) => !entry.history || choice.includeHistory);
  await refuseKeyless(db, due);
  return {
    due,
    left: targets.filter(({ entry }) => entry.history && !choice.includeHistory),
    absent: chosen.filter((entry) => !isThere(entry)).map(placeName),
    ...{ catalogue, catalog, tables },
  };
}

function choose(catalogue: readonly CatalogueEntry[], only: readonly string[]): CatalogueEntry[] {
  const names = ({ table, column }: CatalogueEntry): string[] => [
    table,
    placeName({ table, column }),
  ];
  const unknown = only.find((name) => !catalogue.some((entry) => names(entry).includes(name)));
  if (unknown !== undefined) {
    throw new Stopped({
      outcome: 'refused',
      message: `the catalogue has no ${unknown}`,
      next: ['name a table, or TABLE.COLUMN, as `llmgw reencrypt-db plan` lists them'],
    });
  }
  return catalogue.filter(
    (entry) => only.length === 0 || names(entry).some((name) => only.includes(name)),
  );
}

/** Throws `Stopped` where the user of the connection may not read. */
export function refuseUnreadable(tables: readonly RotationTable[], otherwise = ''): void {
  const names = new Set(tables.filter(({ mayRead }) => !mayRead).map(({ name }) => name));
  if (names.size === 0) return;
  throw new Stopped({
    outcome: 'refused',
    message: `the user of the database may not read ${[...names].join(', ')}`,
    next: [`connect as the owner of the tables, or GRANT SELECT on them${otherwise}`],
  });
}

/** Rows that share their key, or have none, would be passed over between two pages. */
async function refuseKeyless(db: Queryable, targets: readonly Target[]): Promise<void> {
  const keyless = targets.filter(({ table }) => table.primaryKey.length === 0);
  for (const { table, column } of keyless) {
    const key = column.key.map(({ name }) => name);
    if (await tellsRowsApart(db, { schema: column.schema, name: table.name }, key)) continue;
    throw new Stopped({
      outcome: 'refused',
      message: `${table.name} has no primary key, and ${key.join(', ')} does not tell its rows apart`,
      next: ['give the table its primary key back: every row needs a name of its own'],
    });
  }
}

function toTarget(
  entry: CatalogueEntry,
  catalog: Catalog,
  tables: readonly RotationTable[],
): Target {
  const columns = catalog.columns(entry.table);
  const table = tables.find(({ name }) => name === entry.table);
  if (table === undefined) throw new RangeError(`${entry.table} is gone`);
  // The database knows best what names a row; a view of it without a key leaves it to the catalogue.
  const key = table.primaryKey.length > 0 ? table.primaryKey : entry.primaryKey;
  refuseType(entry, typeOf(entry.column));
  return {
    name: placeName(entry),
    entry,
    table,
    column: {
      schema: catalog.schema,
      table: entry.table,
      column: entry.column,
      type: typeOf(entry.column),
      key: key.map((name) => ({ name, type: typeOf(name) })),
      filter: FILTERS[entry.leaves],
    },
  };

  function typeOf(name: string): string {
    const found = columns.get(name);
    if (found !== undefined) return found.type;
    throw new Stopped({
      outcome: 'refused',
      message: `${entry.table} has no column ${name}, which the catalogue names as its primary key`,
      next: ['correct primaryKey in the file of --catalogue-extra'],
    });
  }
}

/** What is no text at all would be taken for plaintext. */
function refuseType(entry: CatalogueEntry, type: string): void {
  if (isRewritable(type) && (entry.kind === 'json' || !type.startsWith('json'))) return;
  throw new Stopped({
    outcome: 'refused',
    message: `${placeName(entry)} is ${type}, which cannot be rotated as ${entry.kind}`,
    next: [
      isRewritable(type)
        ? 'write "kind": "json" in the file of --catalogue-extra'
        : 'only columns of text or JSON are rewritten: take it out of the file of --catalogue-extra',
    ],
  });
}

/** Whether the text of a column of this type is what was stored, character by character. */
export function isRewritable(type: string): boolean {
  return /^(?:jsonb?|text|character(?: varying)?(?:\(\d+\))?|citext)$/.test(type);
}
