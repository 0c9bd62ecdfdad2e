import { isLlmgwError } from '../core/errors.ts';
import type { Place } from '../crypto/formats.ts';
import type { ColumnRow } from '../db/queries/rotation-column.ts';
import { Counts } from './counts.ts';
import { mapLeaves, type LeafVisit } from './leaves.ts';
import { joinKey, shownKey } from './notes.ts';
import type { PlainDigest, RowDigest } from './plain-digest.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';
import { release, type Examined, type ValuePolicy } from './value-policy.ts';

/** A row with what is to become of it. */
export interface TreatedRow extends ColumnRow {
  /** The column's new text; null: the row stays as it is. */
  readonly next: string | null;
  readonly counts: Counts;
  /** Of its plaintexts: to be ended once the row is done with. */
  readonly digest: RowDigest;
}

/** What rows are treated with. */
export interface Treatment {
  readonly policy: ValuePolicy;
  readonly digest: PlainDigest;
}

/** Opens every value of a page, and seals again what is due. No plaintext outlives the call. */
export function treatRows(
  target: Target,
  rows: readonly ColumnRow[],
  treatment: Treatment,
): TreatedRow[] {
  return rows.map((row) => treatRow(target, row, treatment));
}

function treatRow(target: Target, row: ColumnRow, { policy, digest }: Treatment): TreatedRow {
  const counts = new Counts();
  counts.rows = 1;
  const print = digest.row(target.name, row.pk);
  const next = mapRow(target, row, (value, pointer) => {
    const place = placeOf(target, row, pointer);
    const examined = policy.examine(value, place);
    try {
      counts.see(examined);
      if (examined.bare !== null) print.add(pointer, examined.bare);
      return examined.isDue ? policy.replace(examined, place) : null;
    } finally {
      release(examined);
    }
  });
  return { pk: row.pk, text: row.text, next, counts, digest: print };
}

/** Sees one value of a row, and its text as it is stored. */
export type ValueVisit = (examined: Examined, place: Place, text: string) => void;

/** Shows `visit` every value of a row, opened where a key opens it; nothing is sealed. */
export function examineRow(
  target: Target,
  row: ColumnRow,
  policy: ValuePolicy,
  visit: ValueVisit,
): void {
  mapRow(target, row, (value, pointer) => {
    const place = placeOf(target, row, pointer);
    const examined = policy.examine(value, place);
    visit(examined, place, value);
    release(examined);
    return null;
  });
}

/** Throws `Stopped` for a row that is not what the catalogue says of its column. */
function mapRow(target: Target, row: ColumnRow, visit: LeafVisit): string | null {
  try {
    return mapLeaves(row.text, target.entry, visit);
  } catch (thrown) {
    if (!isLlmgwError(thrown) || thrown.code !== 'E_SOFTWARE') throw thrown;
    const pk = shownKey(target.entry.table, joinKey(row.pk));
    throw new Stopped({
      outcome: 'refused',
      message: `${target.name} holds no JSON in row ${pk}, and the catalogue says that it does`,
      next: ['mend the row; or write "kind": "text" where --catalogue-extra names the column'],
    });
  }
}

function placeOf({ entry: { table, column } }: Target, { pk }: ColumnRow, pointer: string): Place {
  return { table, column, pk: joinKey(pk), pointer };
}
