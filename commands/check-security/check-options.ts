import type { Confidence, Severity } from '../../src/diagnostics/finding.ts';
import type { ReportFormat } from '../../src/diagnostics/report.ts';
import type { Persona } from '../../src/security/rule.ts';

/** The command line of `check-security`, understood. */
export interface CheckOptions {
  readonly source: Source;
  readonly persona: Persona;
  readonly minSeverity: Severity;
  readonly minConfidence: Confidence;
  readonly failOn: FailOn;
  /** Only these codes; null: all of them. */
  readonly only: ReadonlySet<string> | null;
  readonly skip: ReadonlySet<string>;
  /** By code; it wins over `.llmgw.yaml`. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly baseline: BaselineOption | null;
  /** False with `--no-ignores`. */
  readonly ignores: boolean;
  readonly fix: FixOption | null;
  readonly verify: VerifyOption | null;
  readonly outputs: readonly OutputPair[];
  readonly list: 'rules' | 'files' | null;
  /** A file that cannot be read ends the command. */
  readonly strictCollection: boolean;
}

/** What is looked at. */
export type Source =
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly limits: SizeLimits }
  | ({ readonly kind: 'staged' } & Narrowed)
  | ({ readonly kind: 'since'; readonly ref: string } & Narrowed)
  | ({ readonly kind: 'history' } & Narrowed)
  | { readonly kind: 'stdin'; readonly name: string; readonly limits: SizeLimits };

interface Narrowed {
  /** Only what is said of these files counts; none: all. */
  readonly paths: readonly string[];
  readonly limits: SizeLimits;
}

/** In bytes. */
export interface SizeLimits {
  /** For files that were found. */
  readonly found: number;
  /** For files that the command line names one by one. */
  readonly named: number;
}

/** From which severity on the exit code says so. */
export type FailOn = 'critical' | 'warning' | 'never';

export interface BaselineOption {
  readonly file: string;
  readonly action: 'apply' | 'update' | 'audit';
}

export interface FixOption {
  readonly unsafe: boolean;
  readonly dryRun: boolean;
}

export interface VerifyOption {
  /** By provider, instead of the official ones. */
  readonly endpoints: ReadonlyMap<string, URL>;
  /** Calls at a time. */
  readonly jobs: number;
  readonly timeoutMs: number;
}

/** One report; `-` is stdout. */
export interface OutputPair {
  readonly format: ReportFormat;
  readonly file: string;
}
