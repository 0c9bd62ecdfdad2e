import { isLlmgwError, messageOf } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { RotationOutcome, RotationReport } from '../../src/rotation/types.ts';

/** What is known of a run that ended before it could tell itself. */
export interface RunFacts {
  readonly runId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly mode: 'atomic' | 'online';
  readonly format: string;
}

/** The report of a run that threw: it is told like every other. */
function failedReport(facts: RunFacts, thrown: unknown): RotationReport {
  return {
    ...facts,
    outcome: outcomeOf(thrown),
    ...(isLlmgwError(thrown) ? { error: thrown.code } : {}),
    // One transaction that was not committed leaves nothing; several may have left some.
    changed: facts.mode === 'atomic' ? false : null,
    message: messageFor(thrown),
    next: nextSteps(thrown),
    plan: null,
    columns: [],
    models: { done: 0, total: 0 },
    batches: 0,
    rowsPerSecond: 0,
    valuesPerSecond: 0,
    maxLockMs: 0,
    peakRssBytes: process.memoryUsage.rss(),
    xid: null,
    backup: null,
    verify: null,
    residue: { auditLogValues: null, deadTupleBytes: null },
  };
}

function outcomeOf(thrown: unknown): RotationOutcome {
  if (thrown instanceof ServiceFault) return 'unreachable';
  if (!(thrown instanceof QueryFault)) return 'failed';
  if (thrown.kind === 'lock') return 'busy';
  if (thrown.kind === 'timeout') return 'unreachable';
  return thrown.kind === 'denied' || thrown.kind === 'missing' || thrown.kind === 'read-only'
    ? 'refused'
    : 'failed';
}

/** A fault of the program may hold anything in its text; ours do not. */
function messageFor(thrown: unknown): string {
  return isExpected(thrown) ? messageOf(thrown) : 'the program met a fault of its own';
}

function isExpected(thrown: unknown): boolean {
  return isLlmgwError(thrown) || thrown instanceof ServiceFault || thrown instanceof QueryFault;
}

/** A fault of the program during a rotation, with what is to be told all the same. */
export class RotationFault extends Error {
  readonly report: RotationReport;

  constructor(report: RotationReport, cause: unknown) {
    super(report.message, { cause });
    this.report = report;
  }
}

/** The report of what was thrown; throws `RotationFault` where nobody could expect it. */
export function reportThrown(facts: RunFacts, thrown: unknown): RotationReport {
  const report = failedReport(facts, thrown);
  if (isExpected(thrown)) return report;
  throw new RotationFault(report, thrown);
}

function nextSteps(thrown: unknown): readonly string[] {
  if (thrown instanceof ServiceFault) return [thrown.hint];
  if (isLlmgwError(thrown) && thrown.hint !== undefined) return [thrown.hint];
  return ['`llmgw reencrypt-db status` tells what became of it'];
}
