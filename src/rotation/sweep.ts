import type { ColumnRow } from '../db/queries/rotation-column.ts';
import { readRowsAgain } from '../db/queries/rotation-read-rows.ts';
import { QueryFault } from '../db/query-fault.ts';
import { announceTransaction, commitRun } from './commit.ts';
import { Counts } from './counts.ts';
import { beginWriting, waitOrGiveUp } from './lock.ts';
import { pagesOf } from './pages.ts';
import { PlainDigest } from './plain-digest.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';
import { treatRows, type TreatedRow, type Treatment } from './treat-rows.ts';
import { ValuePolicy } from './value-policy.ts';
import { Verifier } from './verify-rows.ts';
import { writeRows, type WrittenPage } from './write-rows.ts';

/** What one pass over everything found. */
export interface Swept {
  readonly rewritten: number;
  /** Values still on an old key: their rows were changed by others all the time. */
  readonly left: number;
}

/**
 * One pass over all columns, a transaction for each page that has something due. Writers go on: a row
 * is written only if it still is as it was read.
 */
export async function sweep(
  run: RotationRun,
  targets: readonly Target[],
  totalOf: (target: Target) => number,
): Promise<Swept> {
  const policy = new ValuePolicy(run.input.keys, run.input.options);
  const swept = { rewritten: 0, left: 0 };
  for (const target of targets) {
    const counts = await sweepColumn(run, target, policy, totalOf(target));
    swept.rewritten += counts.rewritten;
    swept.left += counts.old;
    merge(run, target, counts);
  }
  return swept;
}

/** A first pass counts everything; later ones only what they add, and what is left. */
function merge({ tallies }: RotationRun, target: Target, counts: Counts): void {
  const tally = tallies.get(target);
  if (tally === undefined) {
    tallies.set(target, counts);
    return;
  }
  tally.rewritten += counts.rewritten;
  tally.conflicts += counts.conflicts;
  tally.retries += counts.retries;
  tally.old = counts.old;
}

async function sweepColumn(
  run: RotationRun,
  target: Target,
  policy: ValuePolicy,
  total: number,
): Promise<Counts> {
  const { session, options, failpoint } = run.input;
  const counts = new Counts();
  for await (const rows of pagesOf(session, target, { batch: options.batch, ahead: false })) {
    run.check();
    failpoint('page.after_read');
    counts.add((await sweepPage(run, target, rows, policy)).counts);
    run.tell(target, { rows: counts.rows, values: counts.rewritten }, total);
  }
  return counts;
}

async function sweepPage(
  run: RotationRun,
  target: Target,
  rows: readonly ColumnRow[],
  policy: ValuePolicy,
): Promise<WrittenPage> {
  let found = rows;
  for (let attempt = 1; ; attempt++) {
    const treatment = { policy, digest: new PlainDigest() };
    const page = treatRows(target, found, treatment);
    if (page.every(({ next }) => next === null)) return writeRows(run, target, page, treatment);
    try {
      return await rewritePage(run, target, page, treatment);
    } catch (thrown) {
      if (!(thrown instanceof QueryFault) || thrown.kind !== 'lock') throw thrown;
      await run.input.session.rollback();
      await waitOrGiveUp(run, [target], attempt);
      run.check();
      found = await readRowsAgain(run.input.session, target.column, found);
    }
  }
}

/** Writes, reads back, commits. */
async function rewritePage(
  run: RotationRun,
  target: Target,
  page: readonly TreatedRow[],
  treatment: Treatment,
): Promise<WrittenPage> {
  const { clock, failpoint } = run.input;
  await beginWriting(run);
  const startedAt = clock.now();
  const outcome = await writeRows(run, target, page, treatment);
  await verifyPage(run, target, outcome.written, treatment.digest);
  const xid = await announceTransaction(run);
  failpoint('page.before_commit');
  await commitRun(run, xid);
  failpoint('page.after_commit');
  const heldMs = clock.now() - startedAt;
  run.maxLockMs = Math.max(run.maxLockMs, heldMs);
  return outcome;
}

async function verifyPage(
  run: RotationRun,
  target: Target,
  written: readonly TreatedRow[],
  digest: PlainDigest,
): Promise<void> {
  const verifier = new Verifier(run.input.keys, digest.fork());
  for (const row of written) row.digest.end();
  verifier.readRows(target, await readRowsAgain(run.input.session, target.column, written));
  const bad = digest.differences(verifier.digest).length;
  const { checked = 0 } = run.verify ?? {};
  run.verify = { checked: checked + verifier.checked, bad, oldLeft: verifier.oldLeft };
  if (bad === 0 && verifier.oldLeft === 0) return;
  throw new Stopped({
    outcome: 'verification-failed',
    message: `read back, values of ${target.name} are not as they were written; the page was rolled back`,
    next: ['look for triggers or rules on this table: something else writes to it'],
  });
}
