import type { ExitCode } from '../../src/core/exit-codes.ts';
import type { ReportFormat } from '../../src/diagnostics/report.ts';

/** What `llmgw validate-config` is asked. */
export interface ValidateOptions {
  /** Several may be named; none: the usual one. */
  readonly files: readonly string[];
  /** Nothing is called. */
  readonly offline: boolean;
  /** Warnings fail it too. */
  readonly strict: boolean;
  /** Layers 0 to 8; empty: all. */
  readonly layers: readonly string[];
  readonly skipCodes: readonly string[];
  readonly format: ReportFormat;
  readonly watch: boolean;
  readonly schema: boolean;
  /** Only what concerns the environment is told. */
  readonly envOnly: boolean;
  readonly probeKeys: boolean;
}

/** What one round came to, and what it has read. */
export interface Round {
  readonly exitCode: ExitCode;
  readonly files: readonly string[];
}
