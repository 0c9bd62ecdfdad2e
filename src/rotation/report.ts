import { isLlmgwError } from '../core/errors.ts';
import { ServiceFault } from '../core/service-fault.ts';
import { QueryFault, type QueryFaultKind } from '../db/query-fault.ts';
import type { Planned } from './plan.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped, type StopReason } from './stopped.ts';
import type { RotationOutcome, RotationReport } from './types.ts';

/** Puts together what a run says at its end. */
export function reportOf(
  run: RotationRun,
  planned: Planned | null,
  reason: StopReason,
): RotationReport {
  const { runId, options } = run.input;
  const isWritten = run.hasCommitted;
  const total = planned?.plan.models ?? 0;
  return {
    runId,
    startedAt: new Date(run.startedWallMs).toISOString(),
    durationMs: run.elapsedMs,
    mode: options.mode,
    format: options.format,
    ...endOf(run, reason),
    plan: planned?.plan ?? null,
    columns: isWritten ? run.columns : [],
    models: { done: isWritten ? run.modelsDone : 0, total },
    batches: run.batches,
    rowsPerSecond: perSecond(
      run.sum(({ rows }) => rows),
      run.rewriteMs,
    ),
    valuesPerSecond: perSecond(
      run.sum(({ rewritten }) => rewritten),
      run.rewriteMs,
    ),
    maxLockMs: run.maxLockMs,
    // In KB; the most there ever was.
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
    xid: run.xid,
    backup: run.backup,
    verify: run.verify,
    residue: {
      auditLogValues: planned?.historyOld ?? null,
      deadTupleBytes: isWritten ? run.deadBytes : null,
    },
  };
}

type End = Pick<RotationReport, 'outcome' | 'error' | 'message' | 'next' | 'changed'>;

/** Ends that stay what they are although something was written before. */
const FINAL: ReadonlySet<RotationOutcome> = new Set([
  ...(['done', 'done-with-skips', 'nothing-to-do', 'planned', 'partial', 'interrupted'] as const),
]);

function endOf(run: RotationRun, reason: StopReason): End {
  const { outcome, message, next = [], error } = reason;
  const changed = reason.changed === null && !run.hasCommitted ? null : run.hasCommitted;
  const code = error === undefined ? {} : { error };
  const isFinal = FINAL.has(outcome);
  if (!run.hasCommitted || (isFinal && outcome !== 'interrupted'))
    return { outcome, message, next, changed, ...code };
  return {
    outcome: isFinal ? outcome : 'partial',
    message: `${message}; what was committed before stays`,
    next: ['run it again: it goes on where this one ended', ...next],
    changed,
    ...code,
  };
}

function perSecond(count: number, ms: number): number {
  return ms > 0 ? Math.round((count * 1_000) / ms) : 0;
}

const OF_FAULT: Partial<Record<QueryFaultKind, RotationOutcome>> = {
  lock: 'busy',
  timeout: 'unreachable',
  denied: 'refused',
  missing: 'refused',
  'read-only': 'refused',
};

const NEXT_OF_FAULT: Partial<Record<QueryFaultKind, string>> = {
  timeout: 'allow more with --statement-timeout, or make pages smaller with --batch',
  denied: 'connect as the owner of the tables, or as a role that may update them',
  missing: 'somebody changes the tables: wait until that is done, then run it again',
  full: 'make room on the server, then run it again',
};

/** What a run says of something that was thrown; null: it is no end that anybody expects. */
export function reasonFor(thrown: unknown): StopReason | null {
  if (thrown instanceof Stopped) return thrown.reason;
  if (thrown instanceof ServiceFault) {
    return { outcome: 'unreachable', message: thrown.message, next: [thrown.hint] };
  }
  if (thrown instanceof QueryFault) {
    const next = NEXT_OF_FAULT[thrown.kind];
    return {
      outcome: OF_FAULT[thrown.kind] ?? 'failed',
      message: thrown.message,
      ...(next === undefined ? {} : { next: [next] }),
    };
  }
  if (!isLlmgwError(thrown)) return null;
  const { message, hint, code } = thrown;
  return {
    outcome: 'failed',
    message,
    error: code,
    ...(hint === undefined ? {} : { next: [hint] }),
  };
}
