import type { Finding, Severity } from '../finding.ts';
import type { LiveCheck, Report } from '../report.ts';
import { cleanText } from './clean-text.ts';
import { summaryLine } from './summary-line.ts';

/** A step summary of GitHub ends at 1 MiB. */
const MAX_ROWS = 500;
const RANK: readonly Severity[] = ['critical', 'warning', 'info'];

/** A report for `$GITHUB_STEP_SUMMARY` and comments: the worst first, as tables. */
export function renderMarkdown(report: Report): string {
  const { command, findings, live } = report;
  const parts = [
    `## llmgw ${command}`,
    `**${summaryLine(report)}**`,
    ...(findings.length === 0 ? [] : [findingTable(findings)]),
    ...(findings.length > MAX_ROWS ? [`… and ${findings.length - MAX_ROWS} more.`] : []),
    ...(live.length === 0 ? [] : [liveTable(live)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function findingTable(findings: readonly Finding[]): string {
  const worst = [...findings].sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
  const rows = worst.slice(0, MAX_ROWS).map((finding) => {
    const { severity, code, name, position, message, help } = finding;
    const place = position === undefined ? '' : asCode(`${position.file}:${position.line}`);
    const what = help === undefined ? escape(message) : `${escape(message)}<br>${escape(help)}`;
    return [severity, `${asCode(code)} ${escape(name)}`, place, what];
  });
  return table(['severity', 'rule', 'where', 'what'], rows);
}

function liveTable(live: readonly LiveCheck[]): string {
  const rows = live.map(({ check, target, status, ms, detail, hint }) => [
    escape(check),
    asCode(target),
    status,
    String(Math.round(ms)),
    [detail, hint ?? '']
      .filter((text) => text !== '')
      .map(escape)
      .join('<br>'),
  ]);
  return table(['service', 'target', 'result', 'ms', 'detail'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that is shown as it is: a table cell ends at a bar even within code. */
function escape(text: string): string {
  return cleanText(text)
    .replaceAll(/[\\`*_[\]#~|@]/g, (mark) => `&#${mark.codePointAt(0)};`)
    .replaceAll(/&(?!#\d+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function asCode(text: string): string {
  return `<code>${escape(text)}</code>`;
}
