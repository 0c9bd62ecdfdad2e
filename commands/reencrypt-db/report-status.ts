import {
  settleTransaction,
  type TransactionFate,
} from '../../src/db/queries/settle-transaction.ts';
import { statusRotation } from '../../src/rotation/status-rotation.ts';
import type { RotationReport } from '../../src/rotation/types.ts';
import { rotate, type Job } from './rotate.ts';
import { readLastRun, type PastRun } from './run-log.ts';

/**
 * The state of the database, and what became of the last run of this folder: a run that was cut short
 * while it committed is settled by the number of its transaction.
 */
export async function reportStatus(job: Job): Promise<RotationReport> {
  const report = await rotate(job, statusRotation);
  const last = readLastRun(job.context.io.cwd);
  if (last === null || report.outcome === 'unreachable') return report;
  if (last.where !== job.database.where) return withStep(report, elsewhere(last));
  const fate = last.xid === null ? null : await settleTransaction(job.database, last.xid);
  return withStep(report, storyOf(last, fate));
}

function withStep(report: RotationReport, step: string): RotationReport {
  return { ...report, next: [step, ...report.next] };
}

function elsewhere({ runId, where, outcome }: PastRun): string {
  return `the last run of this folder, ${runId}, worked on ${where ?? 'another database'} and ${ended(outcome)}`;
}

function storyOf(last: PastRun, fate: TransactionFate | null): string {
  const story = `the last run, ${last.runId}, ${ended(last.outcome)}`;
  if (last.outcome !== null || fate === null) return story;
  return `${story}; its transaction ${last.xid ?? ''} is ${fate}`;
}

function ended(outcome: string | null): string {
  return outcome === null ? 'was cut short' : `ended: ${outcome}`;
}
