import type { ValueClass } from '../crypto/classify.ts';
import type { Place } from '../crypto/formats.ts';
import type { Queryable } from '../db/database.ts';
import { buriedTokens } from './buried.ts';
import { Counts } from './counts.ts';
import type { Notes } from './notes.ts';
import { pagesOf } from './pages.ts';
import type { Target } from './target.ts';
import { examineRow } from './treat-rows.ts';
import type { ScanResult, ValuePlaceNote } from './types.ts';
import { release, type Examined, type ValuePolicy } from './value-policy.ts';

/** What a look at every value needs. */
export interface Survey {
  readonly db: Queryable;
  readonly policy: ValuePolicy;
  readonly batch: number;
  readonly notes: Notes;
  /** Values by the name of the key that opens them. */
  readonly kids: Map<string, number>;
  /** Values of an old key that no rewriting reaches are told of here, by column. */
  readonly buried: ScanResult[];
  /** Called between pages; throws to stop. */
  readonly onPage: (target: Target, counts: Counts) => void;
}

const NOTED: Partial<Record<ValueClass, ValuePlaceNote['class']>> = {
  foreign: 'foreign',
  corrupt: 'corrupt',
  double: 'double',
  lenient: 'lenient',
  'plain-secret': 'plain-secret',
};

/** Counts all values of a column by what they are. Nothing is written. */
export async function surveyColumn(survey: Survey, target: Target): Promise<Counts> {
  const { db, policy, batch, kids, notes, onPage } = survey;
  const counts = new Counts();
  let hits = 0;
  for await (const page of pagesOf(db, target, { batch, ahead: true })) {
    for (const row of page) {
      counts.rows++;
      examineRow(target, row, policy, (examined, place, text) => {
        counts.see(examined);
        hits += countBuried(survey, examined, place, text);
        if (examined.kid !== null) kids.set(examined.kid, (kids.get(examined.kid) ?? 0) + 1);
        const kind = NOTED[examined.kind];
        if (kind !== undefined) notes.add(place, kind, null);
      });
    }
    onPage(target, counts);
  }
  const { table, column } = target.entry;
  if (hits > 0) survey.buried.push({ table, column, rows: counts.rows, sampled: 1, hits });
  return counts;
}

function countBuried(
  { policy, notes }: Survey,
  { kid }: Examined,
  place: Place,
  text: string,
): number {
  if (kid !== null) return 0;
  let hits = 0;
  for (const token of buriedTokens(text)) {
    const examined = policy.examine(token, place);
    release(examined);
    if (!examined.isOld) continue;
    hits++;
    notes.add(place, 'uncatalogued', 'it stands within a longer text: store it on its own');
  }
  return hits;
}
