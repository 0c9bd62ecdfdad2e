import { readRowsAgain } from '../db/queries/rotation-read-rows.ts';
import { updateRows, type RowChange } from '../db/queries/rotation-update-rows.ts';
import { Counts } from './counts.ts';
import { undecryptable } from './judge.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';
import { treatRows, type TreatedRow, type Treatment } from './treat-rows.ts';

/** What a page came to. */
export interface WrittenPage {
  readonly written: readonly TreatedRow[];
  /** Nothing in them was due. */
  readonly kept: readonly TreatedRow[];
  /** Somebody changed them again and again: they are as that somebody left them. */
  readonly contended: readonly TreatedRow[];
  readonly counts: Counts;
}

/**
 * Writes what is due of a page; rows that changed since they were read are read again. Throws `Stopped`
 * for values that no key opens, unless they are to be skipped.
 */
export async function writeRows(
  run: RotationRun,
  target: Target,
  page: readonly TreatedRow[],
  treatment: Treatment,
): Promise<WrittenPage> {
  const outcome = new PageOutcome(run, page);
  for (let retry = 0; outcome.due.length > 0; retry++) {
    const lost = await writeOnce(run, target, outcome);
    if (lost.length === 0) break;
    outcome.counts.conflicts += lost.length;
    if (retry === run.input.options.maxRetries) {
      outcome.giveUp(lost);
      break;
    }
    outcome.counts.retries += lost.length;
    const found = await readRowsAgain(run.input.session, target.column, lost);
    outcome.sort(treatRows(target, found, treatment));
  }
  return outcome;
}

class PageOutcome implements WrittenPage {
  readonly written: TreatedRow[] = [];
  readonly kept: TreatedRow[] = [];
  readonly contended: TreatedRow[] = [];
  readonly counts = new Counts();
  due: readonly Change[] = [];
  readonly #skips: boolean;

  constructor({ input }: RotationRun, page: readonly TreatedRow[]) {
    this.#skips = input.options.skipUndecryptable;
    this.sort(page);
  }

  /** Parts what is to be written from what is not. */
  sort(rows: readonly TreatedRow[]): void {
    for (const { counts } of rows) this.#judge(counts);
    this.due = rows.filter(isChange);
    for (const row of rows) if (row.next === null) this.#settle(row, this.kept);
  }

  settleWritten(row: TreatedRow): void {
    const { counts } = row;
    counts.rewritten = counts.due;
    counts.old = 0;
    this.#settle(row, this.written);
  }

  giveUp(rows: readonly TreatedRow[]): void {
    for (const row of rows) this.#settle(row, this.contended);
  }

  #settle(row: TreatedRow, list: TreatedRow[]): void {
    list.push(row);
    this.counts.add(row.counts);
  }

  #judge(counts: Counts): void {
    if (counts.closed === 0) return;
    if (!this.#skips) throw new Stopped(undecryptable(counts.closed));
    counts.skipped = counts.closed;
  }
}

type Change = TreatedRow & RowChange;

function isChange(row: TreatedRow): row is Change {
  return row.next !== null;
}

/** One statement; gives the rows that it did not find as they were read. */
async function writeOnce(
  run: RotationRun,
  target: Target,
  outcome: PageOutcome,
): Promise<Change[]> {
  const { session, failpoint } = run.input;
  const { due } = outcome;
  await keepOld(run, target, due);
  failpoint('page.before_update');
  const places = await updateRows(session, target.column, due);
  failpoint('page.after_update');
  run.batches++;
  for (const place of places) {
    const row = due[place];
    if (row === undefined) continue;
    run.deadBytes += row.text.length;
    outcome.settleWritten(row);
  }
  return due.filter((_, place) => !places.has(place));
}

/** The old values are on disk before they are gone from the database. */
async function keepOld(
  run: RotationRun,
  target: Target,
  rows: readonly TreatedRow[],
): Promise<void> {
  const { backup, failpoint } = run.input;
  if (backup === null) return;
  const { table, column } = target.entry;
  for (const { pk, text } of rows) backup.add({ table, column, pk, old: text });
  run.backup = await backup.seal();
  failpoint('backup.after');
}
