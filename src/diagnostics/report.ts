import type { Confidence, Finding, FixClass, Severity } from './finding.ts';

/** The outcome of a command that looks for faults: what every format is made from. */
export interface Report {
  /** `check-security`, `validate-config`, `doctor`. */
  readonly command: string;
  /** Of this program. */
  readonly version: string;
  /** What counts, by file and place. */
  readonly findings: readonly Finding[];
  /** What somebody decided to live with. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Every rule that was looked at, by code: what passed is a result too. */
  readonly rules: readonly RuleInfo[];
  /** What was read. Paths as in the findings. */
  readonly files: readonly ReportFile[];
  /** How many files were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Live checks: services that were called. */
  readonly live: readonly LiveCheck[];
  readonly elapsedMs: number;
}

/** A finding with the reason why it does not count. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly by: 'inline' | 'file' | 'baseline';
  readonly reason: string;
}

/** A file that was read. */
export interface ReportFile {
  readonly path: string;
  /** Hexadecimal; null: the file's content is not hashed, because it is mostly a secret. */
  readonly sha256: string | null;
}

/** What the documentation says of a kind of finding. */
export interface RuleInfo {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly fix: FixClass | 'none';
  readonly why: string;
  readonly help: string;
  /** Its page, a path below this project: `docs/rules/LGW101.md`. */
  readonly docs: string;
}

/** A service that was called, and what came of it. */
export interface LiveCheck {
  /** `redis`, `postgres`, `provider`, `mcp`. */
  readonly check: string;
  /** Where, without user and password. */
  readonly target: string;
  readonly status: 'ok' | 'refused' | 'dns' | 'timeout' | 'tls' | 'auth' | 'protocol' | 'skipped';
  readonly ms: number;
  /** `15.18, 12 tables`; empty mostly. */
  readonly detail: string;
  /** What to do when it is not `ok`. */
  readonly hint?: string;
}

/** The formats a report can be written in. */
export const REPORT_FORMATS = [
  'text',
  'json',
  'sarif',
  'junit',
  'github',
  'gitlab',
  'markdown',
] as const;

/** One of `REPORT_FORMATS`. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How many findings there are of each severity, and the worst; null: none at all. */
export interface Tally {
  readonly critical: number;
  readonly warning: number;
  readonly info: number;
  readonly worst: Severity | null;
}

/** Counts findings. */
export function tally(findings: readonly Finding[]): Tally {
  const count = (wanted: Severity): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  const [critical, warning, info] = [count('critical'), count('warning'), count('info')];
  const worst = critical > 0 ? 'critical' : warning > 0 ? 'warning' : info > 0 ? 'info' : null;
  return { critical, warning, info, worst };
}
