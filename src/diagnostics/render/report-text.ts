import type { LiveCheck, Report } from '../report.ts';
import { tally } from '../report.ts';
import { cleanText } from './clean-text.ts';
import type { Paint } from './paint.ts';
import { summaryLine } from './summary-line.ts';
import { renderBlocks, type RenderOptions } from './text.ts';

/** A report for people: a block each finding, the services that were called, one line that sums up. */
export function renderTextReport(report: Report, options: RenderOptions): string {
  const { findings, live } = report;
  const parts = [
    ...renderBlocks(findings, options),
    ...(live.length === 0 ? [] : [renderLive(live, options.color)]),
    paintSummary(report, options.color),
  ];
  return `${parts.join('\n\n')}\n`;
}

function paintSummary(report: Report, paint: Paint): string {
  const { worst } = tally(report.findings);
  const line = paint.bold(summaryLine(report));
  if (worst === null) return paint.green(line);
  return worst === 'critical' ? paint.red(line) : worst === 'warning' ? paint.yellow(line) : line;
}

const HEAD = ['service', 'target', 'result', 'ms', 'detail'] as const;

function renderLive(live: readonly LiveCheck[], paint: Paint): string {
  const rows = live.map(({ check, target, status, ms, detail }) =>
    [check, target, status, String(Math.round(ms)), detail].map(cleanText),
  );
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padCell(cell, column, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const body = live.flatMap(({ status, hint }, index) => [
    paintStatus(status, paint)(line(rows[index] ?? [])),
    ...(hint === undefined
      ? []
      : [`  ${paint.blue('=')} ${paint.bold('help')}: ${cleanText(hint)}`]),
  ]);
  return [paint.dim(line(HEAD)), ...body].join('\n');
}

function padCell(cell: string, column: number, width: number): string {
  return HEAD[column] === 'ms' ? cell.padStart(width) : cell.padEnd(width);
}

function paintStatus(status: LiveCheck['status'], paint: Paint): (text: string) => string {
  if (status === 'ok') return (text) => text;
  return status === 'skipped' ? (text) => paint.dim(text) : (text) => paint.red(text);
}
