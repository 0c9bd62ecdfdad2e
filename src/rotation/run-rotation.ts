import { ServiceFault } from '../core/service-fault.ts';
import { QueryFault } from '../db/query-fault.ts';
import { meetServer, refuseKeys, refuseMode } from './connect.ts';
import { nothingToDo, objectionTo, proveSealing, refuseUnwritable } from './judge.ts';
import { describeWriters, lockReason, lockRun } from './lock.ts';
import { makePlan, type Planned } from './plan.ts';
import { reasonFor, reportOf } from './report.ts';
import { rewriteAtomically } from './rewrite-atomic.ts';
import { rewriteOnline, settleWriters } from './rewrite-online.ts';
import { RotationRun } from './rotation-run.ts';
import { Stopped, type StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/**
 * Puts every stored secret on the new key. Resolves with a report whatever the end is; rejects only for
 * faults of the program, and then everything that was not committed is rolled back.
 */
export async function runRotation(input: RotationInput): Promise<RotationReport> {
  const run = new RotationRun(input);
  const progress: Progress = { planned: null, free: async () => undefined };
  try {
    const end = await rotate(run, progress);
    return reportOf(run, progress.planned, end);
  } catch (thrown) {
    const reason = await takeBack(run, progress, thrown);
    if (reason === null) throw thrown;
    return reportOf(run, progress.planned, reason);
  } finally {
    if (!run.hasLostSession) await progress.free().catch(() => undefined);
  }
}

interface Progress {
  planned: Planned | null;
  /** Gives the lock back. */
  free: () => Promise<void>;
}

async function rotate(run: RotationRun, progress: Progress): Promise<StopReason> {
  const { input } = run;
  refuseKeys(input);
  run.phase('connect');
  const connection = await meetServer(input);
  refuseMode(input, connection);
  run.phase('lock');
  progress.free = await lockRun(run, connection.pooled);
  input.failpoint('lock.after');
  run.phase('plan');
  const planned = await makePlan(run, connection);
  progress.planned = planned;
  input.failpoint('plan.after');
  run.phase('prove');
  const objection = objectionTo(planned, input);
  if (objection !== null) throw new Stopped(objection);
  if (planned.total.due > 0) refuseUnwritable(planned);
  proveSealing(input);
  input.failpoint('prove.after');
  if (planned.total.due === 0) return nothingToDo(planned);
  await (input.options.mode === 'atomic' ? rewriteAtomically : rewriteOnline)(run, planned);
  await settleWriters(run, planned);
  return done(run);
}

function done(run: RotationRun): StopReason {
  const rewritten = run.sum((counts) => counts.rewritten);
  const skipped = run.sum((counts) => counts.skipped);
  const kept = skipped === 0 ? '' : `, ${skipped} that no key opens are as they were`;
  return {
    outcome: skipped === 0 ? 'done' : 'done-with-skips',
    message: `${rewritten} values are on the new key${kept}`,
    next: [
      'set LITELLM_SALT_KEY to the new key on every proxy and restart it; empty its Redis cache',
      'keep the old key until `llmgw reencrypt-db verify` has passed again some days from now',
      'was the old key stolen? Then the providers have to give out new keys as well',
    ],
  };
}

/** Rolls back, and tells why; null: nobody expects that. */
async function takeBack(
  run: RotationRun,
  { planned }: Progress,
  thrown: unknown,
): Promise<StopReason | null> {
  const { session } = run.input;
  if (thrown instanceof ServiceFault) {
    // Whatever is left of the connection answers nothing any more: nobody should wait for it.
    run.hasLostSession = true;
    session.sever();
  }
  await session.rollback();
  if (thrown instanceof QueryFault && thrown.kind === 'lock' && planned !== null) {
    return lockReason(await describeWriters(run, planned.targets.due));
  }
  return reasonFor(thrown);
}
