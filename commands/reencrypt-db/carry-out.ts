import { detectAgent } from '../../src/cli/agent-gate.ts';
import { isLlmgwError } from '../../src/core/errors.ts';
import { readMarker } from '../../src/db/queries/read-marker.ts';
import { planRotation } from '../../src/rotation/plan-rotation.ts';
import { runRotation } from '../../src/rotation/run-rotation.ts';
import { verifyRotation } from '../../src/rotation/verify-rotation.ts';
import type { RotationPlan, RotationReport } from '../../src/rotation/types.ts';
import { confirmPlan } from './confirm.ts';
import type { GivenKeys } from './read-keys.ts';
import type { ReencryptOptions } from './reencrypt-options.ts';
import { renderSummary } from './render-summary.ts';
import { openBackup, rotate, type Job } from './rotate.ts';
import { RunLog } from './run-log.ts';
import { reportStatus } from './report-status.ts';
import { tryVariants } from './try-variants.ts';

/** Does what was asked; every failure of the rotation itself is a report. */
export async function carryOut(
  job: Job,
  options: ReencryptOptions,
  given: GivenKeys,
): Promise<RotationReport> {
  switch (options.action) {
    case 'plan':
      return tryVariants(await rotate(job, planRotation), given.old, job);
    case 'verify':
      return rotate(job, verifyRotation);
    case 'status':
      return reportStatus(job);
    case 'run':
    default:
      return run(job, options, given);
  }
}

/** Plan, agreement, rotation: nothing is written before somebody agreed to just this plan. */
async function run(job: Job, options: ReencryptOptions, given: GivenKeys): Promise<RotationReport> {
  // Nobody is to be asked: the plan that the rotation itself begins with will do.
  if (options.yes && options.confirm === null && detectAgent(job.context.io.env) === null) {
    return tryVariants(await rewrite(job, options), given.old, job);
  }
  const planned = await rotate(job, planRotation);
  if (planned.outcome !== 'planned' || planned.plan === null) {
    return tryVariants(planned, given.old, job);
  }
  const refused = await refusalOf(job, options, { report: planned, plan: planned.plan });
  return refused ?? rewrite(job, options);
}

interface Planned {
  readonly report: RotationReport;
  readonly plan: RotationPlan;
}

/** The report of a run that nobody agreed to; null: somebody did. */
async function refusalOf(
  job: Job,
  options: ReencryptOptions,
  planned: Planned,
): Promise<RotationReport | null> {
  try {
    await agree(job, options, planned);
    return null;
  } catch (thrown) {
    if (!isLlmgwError(thrown)) throw thrown;
    const { message, hint } = thrown;
    const isStopped = job.interruption.signal.aborted;
    return {
      ...planned.report,
      ...(isStopped
        ? { outcome: 'interrupted', message: 'stopped before anything was written', next: [] }
        : { outcome: 'refused', message, next: hint === undefined ? [] : [hint] }),
    };
  }
}

async function agree(job: Job, options: ReencryptOptions, planned: Planned): Promise<void> {
  const { io } = job.context;
  const { yes, confirm } = options;
  const marker = await readMarker(job.database);
  // Whoever is to type the phrase sees what it is for.
  if (!yes && confirm === null && io.stdinIsTty) {
    io.stderr.write(renderSummary(planned.report, io.stderr.paint));
  }
  const { signal } = job.interruption;
  await confirmPlan({ plan: planned.plan, yes, confirm, marker, signal }, job.context);
}

async function rewrite(job: Job, options: ReencryptOptions): Promise<RotationReport> {
  const { context, database, runId } = job;
  const log = RunLog.open(context.io.cwd, runId, context.clock);
  const backup = openBackup(job, options.backup);
  try {
    log.write({ event: 'start', where: database.where, mode: job.options.mode });
    const report = await rotate(job, runRotation, { log, backup });
    const { outcome, changed, xid } = report;
    if (report.plan !== null) backup?.identify(report.plan.database);
    log.write({ event: 'end', outcome, changed, xid });
    return report;
  } finally {
    backup?.close();
    log.close();
  }
}
