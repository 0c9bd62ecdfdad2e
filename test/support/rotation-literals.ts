import type {
  ColumnCounts,
  RotationOptions,
  RotationPlan,
  RotationReport,
} from '../../src/rotation/types.ts';

/** Counts of a column with nothing in it. */
export function columnCounts(counts: Partial<ColumnCounts> = {}): ColumnCounts {
  return {
    ...{ table: 'LiteLLM_ProxyModelTable', column: 'litellm_params', rows: 0, values: 0 },
    ...{ rewritten: 0, alreadyNew: 0, old: 0, plain: 0, plainSecret: 0, foreign: 0, corrupt: 0 },
    ...{ double: 0, empty: 0, lenient: 0, skipped: 0, conflicts: 0, retries: 0 },
    ...counts,
  };
}

/** A plan for a database with nothing in it. */
export function rotationPlan(parts: Partial<RotationPlan> = {}): RotationPlan {
  return {
    database: {
      ...{ name: 'litellm', host: '10.0.4.7:5432', serverVersion: '15.18', schema: 'public' },
      systemIdentifier: '7711',
    },
    registryHash: 'c0ffee00',
    kids: { old: ['11111111'], next: '22222222' },
    ...{ columns: [], absent: [], notes: [], notesDropped: 0, scan: [], models: 0 },
    ...{ liveSessions: [], estimate: { seconds: 1, walBytes: 1_500 }, pooled: false, outside: [] },
    confirmToken: 'RE-7Q2F-9XKD',
    ...parts,
  };
}

/** The report of a run that had nothing to do. */
export function rotationReport(parts: Partial<RotationReport> = {}): RotationReport {
  return {
    ...{ runId: 'run-1', startedAt: '2026-11-23T03:31:38.000Z', durationMs: 700 },
    mode: 'atomic',
    ...{ format: 'keep', changed: false, message: 'as it should be' },
    outcome: 'nothing-to-do',
    ...{ next: [], plan: null, columns: [], models: { done: 0, total: 0 }, batches: 0 },
    ...{ rowsPerSecond: 0, valuesPerSecond: 0, maxLockMs: 0, peakRssBytes: 0, xid: null },
    ...{ backup: null, verify: null, residue: { auditLogValues: null, deadTupleBytes: null } },
    ...parts,
  };
}

/** The options of a run with no flags. */
export function rotationOptions(parts: Partial<RotationOptions> = {}): RotationOptions {
  return {
    ...{ mode: 'atomic', format: 'keep', batch: 1_000, maxRetries: 5, only: [], scan: true },
    ...{ includeHistory: false, skipUndecryptable: false, encryptPlaintext: false },
    ...{ unwrapDouble: false, catalogueExtra: [], acceptMixedState: false },
    ...{ allowLiveLitellm: false, lockTimeoutMs: 3_000, statementTimeoutMs: 60_000 },
    ...{ maxDurationMs: 1_800_000, settleMs: 0 },
    ...parts,
  };
}
