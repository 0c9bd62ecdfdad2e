import { tally, type Report } from '../report.ts';

/** The whole report in one line: `1 critical, 3 warnings · 4 suppressed (1 expired) · 212 files · 0.31 s`. */
export function summaryLine(report: Report): string {
  const { findings, suppressed, files, skipped, live, elapsedMs } = report;
  const left = Object.values(skipped).reduce((sum, many) => sum + many, 0);
  const expired = findings.filter(({ name }) => name === 'ignore-expired').length;
  const down = live.filter(({ status }) => status !== 'ok' && status !== 'skipped').length;
  const parts = [
    countWords(report),
    ...(suppressed.length === 0 && expired === 0
      ? []
      : [`${suppressed.length} suppressed${expired === 0 ? '' : ` (${expired} expired)`}`]),
    ...(live.length === 0
      ? []
      : [`${live.length - down} of ${plural(live.length, 'check')} passed`]),
    `${plural(files.length, 'file')}${left === 0 ? '' : ` (${left} skipped)`}`,
    `${(elapsedMs / 1_000).toFixed(2)} s`,
  ];
  return parts.join(' · ');
}

function countWords({ findings }: Report): string {
  const { critical, warning, info } = tally(findings);
  const words = [
    ...(critical === 0 ? [] : [`${critical} critical`]),
    ...(warning === 0 ? [] : [plural(warning, 'warning')]),
    ...(info === 0 ? [] : [`${info} info`]),
  ];
  return words.length === 0 ? 'no findings' : words.join(', ');
}

function plural(many: number, one: string): string {
  return `${many} ${one}${many === 1 ? '' : 's'}`;
}
