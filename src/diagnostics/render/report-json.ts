import type { Finding } from '../finding.ts';
import { tally, type Report, type ReportFile, type SuppressedFinding } from '../report.ts';
import { docsOf, fingerprintOf } from './finding-identity.ts';

/** Version of the document; `schema/llmgw.diagnostics.schema.json` describes it. */
const DIAGNOSTICS_SCHEMA = 'llmgw.diagnostics/v1';

/** A report as one JSON document, its keys always in the same order. */
export function renderJsonReport(report: Report): string {
  return `${JSON.stringify(jsonReport(report), null, 2)}\n`;
}

/** The same as a value, for a command that picks fields of it. */
export function jsonReport(report: Report): object {
  const { command, version, findings, suppressed, files, skipped, live, elapsedMs } = report;
  const { worst, critical, warning, info } = tally(findings);
  return {
    schema: DIAGNOSTICS_SCHEMA,
    tool: { name: 'llmgw', version },
    command,
    valid: critical === 0,
    worst,
    counts: { critical, warning, info, suppressed: suppressed.length },
    files: files.map(({ path, sha256 }: ReportFile) => ({ path, sha256 })),
    skipped: Object.fromEntries(Object.entries(skipped).sort(([a], [b]) => (a < b ? -1 : 1))),
    diagnostics: findings.map(diagnostic),
    suppressed: suppressed.map(({ finding, by, reason }: SuppressedFinding) => ({
      by,
      reason,
      diagnostic: diagnostic(finding),
    })),
    live: live.map(({ check, target, status, ms, detail, hint }) => ({
      check,
      target,
      status,
      ms: round(ms),
      detail,
      hint,
    })),
    timing: { elapsed_ms: round(elapsedMs) },
  };
}

/** `undefined` leaves a key out, so that the order is written down here alone. */
function diagnostic(finding: Finding): object {
  const { code, name, severity, message, help, path, shown, fix, related } = finding;
  return {
    code,
    name,
    severity,
    confidence: finding.confidence ?? 'high',
    message,
    help,
    docs: docsOf(code),
    range: rangeOf(finding),
    path,
    shown,
    fingerprint: fingerprintOf(finding),
    related: related?.map((place) => ({ range: rangeOf(place), message: place.message })),
    fix: fix === undefined ? undefined : { class: fix.class, title: fix.title },
  };
}

function rangeOf({ position, end }: Pick<Finding, 'position' | 'end'>): object | undefined {
  if (position === undefined) return undefined;
  const { file, line, column } = position;
  const last = end === undefined ? undefined : { line: end.line, column: end.column };
  return { file, start: { line, column }, end: last };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
