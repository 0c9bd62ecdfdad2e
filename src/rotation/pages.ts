import { createMemoryLimit } from '../core/memory-limit.ts';
import type { Queryable } from '../db/database.ts';
import type { ColumnRow } from '../db/queries/rotation-column.ts';
import { readPage } from '../db/queries/rotation-read-rows.ts';
import type { Target } from './target.ts';

/** As stored. With it a run needs the same memory whatever the size of its rows. */
const PAGE_BYTES = 1_024 * 1_024;
/** A run of any size fits into a small machine. */
const MEMORY_BYTES = 112 * 1_024 * 1_024;
const memory = createMemoryLimit(MEMORY_BYTES);

/** How pages are read. */
export interface PageOptions {
  /** Rows of a page, at most. */
  readonly batch: number;
  /** Asks for the next page before the last one is done with: the server works while we do. */
  readonly ahead: boolean;
}

/** All rows of a column, page by page, in the order of the primary key. */
export async function* pagesOf(
  db: Queryable,
  { column }: Target,
  { batch, ahead }: PageOptions,
): AsyncGenerator<readonly ColumnRow[]> {
  const bounds = { rows: batch, bytes: PAGE_BYTES };
  const read = async (after: readonly string[] | null): Promise<readonly ColumnRow[]> =>
    readPage(db, column, after, bounds);
  let page = await read(null);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    const { pk } = last;
    const asked = ahead ? read(pk) : null;
    // Whoever leaves early does not wait for it.
    asked?.catch(() => undefined);
    yield page;
    memory.check();
    page = await (asked ?? read(pk));
  }
}
