import type { Finding, Severity } from '../finding.ts';
import type { Report } from '../report.ts';
import { cleanText } from './clean-text.ts';
import { summaryLine } from './summary-line.ts';

/** GitHub shows ten annotations of a step and drops the others without a word. */
const SHOWN = 10;

const COMMANDS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  warning: 'warning',
  info: 'notice',
};
const RANK: readonly Severity[] = ['critical', 'warning', 'info'];

/** Workflow commands of GitHub Actions: the ten worst findings, then one line that sums up. */
export function renderGithub(report: Report): string {
  const worst = [...report.findings].sort(
    (a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity),
  );
  const lines = [...worst.slice(0, SHOWN).map(annotation), summary(report, worst.length - SHOWN)];
  return `${lines.join('\n')}\n`;
}

function annotation(finding: Finding): string {
  const { code, name, severity, message, help } = finding;
  const properties = [...placeOf(finding), ['title', `${code} ${name}`]];
  const words = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const text = help === undefined ? message : `${message}\nhelp: ${help}`;
  return `::${COMMANDS[severity]} ${words.join(',')}::${escapeData(text)}`;
}

/** Columns only count within one line. */
function placeOf({ position, end }: Finding): readonly (readonly [string, string | number])[] {
  if (position === undefined) return [];
  const { file, line, column } = position;
  const start = [
    ['file', file],
    ['line', line],
  ] as const;
  if (end === undefined) return [...start, ['col', column]];
  if (end.line !== line) return [...start, ['endLine', end.line]];
  return [...start, ['endLine', line], ['col', column], ['endColumn', end.column]];
}

/** An annotation of its own only where something is not shown. */
function summary(report: Report, hidden: number): string {
  const line = summaryLine(report);
  if (hidden <= 0) return `llmgw ${report.command}: ${line}`;
  const title = escapeProperty(`llmgw ${report.command}`);
  return `::notice title=${title}::${escapeData(`${line}; ${hidden} more findings are not shown here`)}`;
}

function escapeData(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(cleanText);
  return lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
