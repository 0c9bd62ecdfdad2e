import { notifyKeyring } from '../db/queries/rotation-transaction.ts';
import { announceTransaction, commitRun } from './commit.ts';
import { Counts } from './counts.ts';
import { beginLocked } from './lock.ts';
import { pagesOf } from './pages.ts';
import { PlainDigest } from './plain-digest.ts';
import type { Planned } from './plan.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';
import { treatRows, type TreatedRow, type Treatment } from './treat-rows.ts';
import { ValuePolicy } from './value-policy.ts';
import { Verifier } from './verify-rows.ts';
import { writeRows } from './write-rows.ts';

/** Rewrites everything in one transaction, verified before it is committed: all of it, or nothing. */
export async function rewriteAtomically(run: RotationRun, planned: Planned): Promise<void> {
  const { clock, keys, options } = run.input;
  const { due } = planned.targets;
  await beginLocked(run, due);
  const lockedAt = clock.now();
  const treatment = { policy: new ValuePolicy(keys, options), digest: new PlainDigest() };
  if (run.input.backup !== null) run.phase('backup');
  run.phase('rewrite');
  for (const target of due) await rewriteColumn(run, planned, target, treatment);
  run.rewriteMs = clock.now() - lockedAt;
  await verify(run, planned, treatment.digest);
  await commit(run);
  run.maxLockMs = clock.now() - lockedAt;
}

/** While the server writes one page, the next one is opened and sealed. */
async function rewriteColumn(
  run: RotationRun,
  planned: Planned,
  target: Target,
  treatment: Treatment,
): Promise<void> {
  const { session, options, failpoint } = run.input;
  run.tallies.set(target, new Counts());
  const total = planned.counts.get(target)?.rows ?? 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const rows of pagesOf(session, target, { batch: options.batch, ahead: true })) {
      run.check();
      failpoint('page.after_read');
      const page = treatRows(target, rows, treatment);
      await writing;
      writing = writePage(run, { target, page, total }, treatment);
      // Its failure is met where it is awaited.
      writing.catch(() => undefined);
    }
    await writing;
  } finally {
    // What was begun ends first: after a rollback it would be written outside the transaction.
    await writing.catch(() => undefined);
  }
}

interface Page {
  readonly target: Target;
  readonly page: readonly TreatedRow[];
  /** Rows of the column in all, as planned. */
  readonly total: number;
}

async function writePage(
  run: RotationRun,
  { target, page, total }: Page,
  treatment: Treatment,
): Promise<void> {
  const { written, kept, contended, counts } = await writeRows(run, target, page, treatment);
  for (const row of [...written, ...kept, ...contended]) row.digest.end();
  const tally = run.tallies.get(target);
  tally?.add(counts);
  if (tally !== undefined) run.tell(target, { rows: tally.rows, values: tally.rewritten }, total);
}

/** Reads all back: what stands there now must open with the new key to what stood there before. */
async function verify(run: RotationRun, { targets }: Planned, digest: PlainDigest): Promise<void> {
  run.phase('verify');
  const verifier = new Verifier(run.input.keys, digest.fork());
  for (const target of targets.due) {
    await verifier.readColumn(run, target, run.tallies.get(target)?.rows ?? 0);
  }
  const wrong = digest.differences(verifier.digest);
  const { checked, oldLeft } = verifier;
  run.verify = { checked, bad: wrong.length, oldLeft };
  if (wrong.length === 0 && oldLeft === 0) return;
  const where =
    wrong.length === 0 ? '' : `, and these columns are not as they were: ${wrong.join(', ')}`;
  throw new Stopped({
    outcome: 'verification-failed',
    message: `read back, ${oldLeft} values are on an old key${where}; all was rolled back`,
    next: ['look for triggers or rules on these tables: something else writes to them'],
  });
}

async function commit(run: RotationRun): Promise<void> {
  const { session, keys, runId, failpoint } = run.input;
  run.phase('commit');
  await notifyKeyring(session, { run: runId, kid: keys.next?.kid ?? '' });
  const xid = await announceTransaction(run);
  failpoint('commit.before');
  run.check();
  await commitRun(run, xid, () => failpoint('commit.sent'));
  failpoint('commit.after');
}
