import { notifyKeyring } from '../db/queries/rotation-transaction.ts';
import type { Planned } from './plan.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';
import { sweep } from './sweep.ts';
import type { Target } from './target.ts';

const MOST_SWEEPS = 10;

/**
 * Rewrites page by page while readers and writers go on, until a full pass finds nothing on an old key.
 * Throws `Stopped` when writers bring in old values as fast as they are rewritten.
 */
export async function rewriteOnline(run: RotationRun, planned: Planned): Promise<void> {
  const startedAt = run.input.clock.now();
  const { session, keys, runId } = run.input;
  if (run.input.backup !== null) run.phase('backup');
  run.phase('rewrite');
  const left = await sweepUntilClean(run, planned);
  run.rewriteMs = run.input.clock.now() - startedAt;
  if (run.hasCommitted) await notifyKeyring(session, { run: runId, kid: keys.next?.kid ?? '' });
  if (left === 0) return;
  throw new Stopped({
    outcome: 'partial',
    message: `${left} values are on an old key still: somebody writes them anew with it`,
    next: ['give every writer the new key, then run it again'],
  });
}

/** After the commit: waits for writers that had the old key still, and rewrites what they left. */
export async function settleWriters(run: RotationRun, planned: Planned): Promise<void> {
  const { clock, options, signal } = run.input;
  if (options.settleMs === 0 || run.hasLostSession) return;
  run.phase('settle');
  const until = clock.now() + options.settleMs;
  while (clock.now() < until && !signal.aborted) {
    await run.pause(Math.min(PAUSE_MS, until - clock.now()));
    if (!signal.aborted) await sweepUntilClean(run, planned);
  }
}

const PAUSE_MS = 5_000;

async function sweepUntilClean(run: RotationRun, planned: Planned): Promise<number> {
  const totalOf = (target: Target): number => planned.counts.get(target)?.rows ?? 0;
  for (let pass = 1; ; pass++) {
    const { rewritten, left } = await sweep(run, planned.targets.due, totalOf);
    if (rewritten + left === 0 || pass === MOST_SWEEPS) return rewritten + left;
  }
}
