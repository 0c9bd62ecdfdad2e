import type { Queryable } from '../db/database.ts';
import { countRowsUpTo } from '../db/queries/rotation-read-tables.ts';
import { scanTable, type ScanHit, type ScannedTable } from '../db/queries/rotation-scan-table.ts';
import { MARKER } from '../crypto/formats.ts';
import { shapeOf } from '../crypto/looks-encrypted.ts';
import { placeName } from './catalogue.ts';
import { joinKey, type Notes } from './notes.ts';
import { isRewritable, refuseUnreadable, type Targets } from './target.ts';
import type { CatalogueEntry, ScanResult } from './types.ts';
import { release, type ValuePolicy } from './value-policy.ts';

/** Larger tables are sampled: logs, mostly. */
const MOST_ROWS = 200_000;
const MOST_BYTES = 1_024 ** 3;
const SAMPLE_ROWS = 50_000;
const SAMPLE_BYTES = 256 * 1_024 ** 2;
/** What only looks like ciphertext is told of a few times for each column. */
const MOST_FOREIGN = 3;
const MAY_HOLD_TEXT = /^(?:text|character|json|bytea|citext|xml)/;

/** What a search works with. */
export interface Scan {
  readonly db: Queryable;
  readonly targets: Targets;
  readonly policy: ValuePolicy;
  readonly notes: Notes;
  /** Called between tables; throws to stop. */
  readonly check: () => void;
}

/** Searches everything the catalogue does not name. Whatever an old key opens there is noted. */
export async function scanRest(scan: Scan): Promise<ScanResult[]> {
  const { db, targets, check } = scan;
  const searched = tablesToScan(targets);
  const schema = targets.catalog.schema;
  const isSearched = new Set(searched.map(({ table }) => table));
  refuseUnreadable(
    targets.tables.filter(({ name }) => isSearched.has(name)),
    '; or leave out the search with --no-scan',
  );
  const names = searched.map(({ table }) => table);
  const counts = await countRowsUpTo(db, { schema, tables: names }, MOST_ROWS);
  const results: ScanResult[] = [];
  for (const [at, table] of searched.entries()) {
    check();
    results.push(...(await scanOne(scan, table, counts[at] ?? 0)));
  }
  return results;
}

type Unsized = Omit<ScannedTable, 'share'>;

function tablesToScan({ catalog, catalogue, tables }: Targets): Unsized[] {
  const known = new Set(catalogue.filter(({ leaves }) => leaves !== 'marked').map(placeName));
  return tables
    .map(({ name: table, primaryKey }) => ({
      ...{ schema: catalog.schema, table, primaryKey },
      columns: [...catalog.columns(table).values()].filter(
        ({ name, type }) =>
          MAY_HOLD_TEXT.test(type) && !known.has(placeName({ table, column: name })),
      ),
    }))
    .filter(({ columns }) => columns.length > 0);
}

async function scanOne(scan: Scan, table: Unsized, counted: number): Promise<ScanResult[]> {
  const { rows, share } = sizeOf(scan.targets, table.table, counted);
  const finds = new Map(table.columns.map(({ name }) => [name, { hits: 0, foreign: 0 }]));
  if (rows > 0) {
    for await (const page of scanTable(scan.db, { ...table, share })) {
      for (const hit of page) judgeHit(scan, table, hit, finds.get(hit.column));
    }
  }
  return [...finds].map(([column, { hits }]) => ({
    ...{ table: table.table, column, rows, sampled: share, hits },
  }));
}

interface Finds {
  hits: number;
  foreign: number;
}

function judgeHit(scan: Scan, { table, columns }: Unsized, hit: ScanHit, finds?: Finds): void {
  // Behind the marker they are the catalogue's, in whatever column.
  if (finds === undefined || (hit.text.startsWith(MARKER) && isMarked(scan, table, hit))) return;
  const place = { table, column: hit.column, pk: joinKey(hit.pk), pointer: '' };
  const examined = scan.policy.examine(hit.text, place);
  release(examined);
  if (examined.isOld) {
    finds.hits++;
    const type = columns.find(({ name }) => name === hit.column)?.type ?? '';
    scan.notes.add(
      place,
      'uncatalogued',
      finds.hits === 1 ? lineFor(scan, table, hit, type) : null,
    );
  } else if (
    examined.kid === null &&
    shapeOf(hit.text) !== 'none' &&
    finds.foreign < MOST_FOREIGN
  ) {
    finds.foreign++;
    scan.notes.add(place, 'foreign', null);
  }
}

function isMarked({ targets }: Scan, table: string, { column }: ScanHit): boolean {
  return targets.catalogue.some(
    (entry) => entry.leaves === 'marked' && entry.table === table && entry.column === column,
  );
}

/** The entry that would have named the column, or why there is none. */
function lineFor({ targets }: Scan, table: string, hit: ScanHit, type: string): string {
  if (!isRewritable(type)) {
    return `a column of ${type} is never rewritten: store it elsewhere, or leave it with --no-scan`;
  }
  const isText = hit.whole && !type.startsWith('json');
  const primaryKey = targets.tables.find(({ name }) => name === table)?.primaryKey ?? [];
  const entry: Omit<CatalogueEntry, 'history'> = {
    ...{ table, primaryKey, column: hit.column },
    ...(isText ? { kind: 'text', leaves: 'every' } : { kind: 'json', leaves: 'nested' }),
  };
  return `--catalogue-extra: ${JSON.stringify(entry)}`;
}

function sizeOf(
  { tables }: Targets,
  table: string,
  counted: number,
): { readonly rows: number; readonly share: number } {
  const found = tables.find(({ name }) => name === table);
  const rows = Math.max(counted, found?.estimate ?? 0);
  const bytes = found?.bytes ?? 0;
  if (counted < MOST_ROWS && bytes < MOST_BYTES) return { rows, share: 1 };
  const share = Math.min(1, SAMPLE_ROWS / rows, SAMPLE_BYTES / Math.max(1, bytes));
  return { rows, share: Math.max(share, 0.0001) };
}
